import { describe, expect, it } from 'vitest';
import { Backoff, LIMIT } from '../src/backoff';
import { type Running, Supervisor } from '../src/supervisor';

describe('back-off', () => {
  it('waits longer each time, then gives up', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: LIMIT + 1 }, (_, at) => backoff.next(at * 1_000));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, undefined]);
  });

  it('forgets ends that are long ago', () => {
    const backoff = new Backoff();
    for (let at = 0; at < LIMIT; at += 1) backoff.next(at);
    expect(backoff.next(1)).toBeUndefined();
    expect(backoff.next(200_000)).toBe(500);
  });

  it('forgets all when the user starts anew', () => {
    const backoff = new Backoff();
    for (let at = 0; at < LIMIT; at += 1) backoff.next(at);
    backoff.reset();
    expect(backoff.next(0)).toBe(500);
  });
});

class FakeServer implements Running {
  end: () => void = () => undefined;
  stopped = false;
  readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });
  async stop() {
    this.stopped = true;
    this.end();
  }
}

/** A world in which waiting ends when the test says so. */
function world(launch?: () => Promise<FakeServer | undefined>) {
  const servers: FakeServer[] = [];
  const states: string[] = [];
  const crashes: (number | undefined)[] = [];
  const alarms: (() => void)[] = [];
  const supervisor = new Supervisor<FakeServer>(
    launch ??
      (async () => {
        const server = new FakeServer();
        servers.push(server);
        return server;
      }),
    {
      now: () => 0,
      wait: () => new Promise((resolve) => alarms.push(resolve)),
      stateChanged: (state) => states.push(state),
      crashed: (_, again) => crashes.push(again),
    },
  );
  return { supervisor, servers, states, crashes, alarms };
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('the supervisor', () => {
  it('starts one server, whoever asks', async () => {
    const { supervisor, servers, states } = world();
    const [one, other] = await Promise.all([supervisor.ready(), supervisor.ready()]);
    expect(one).toBe(other);
    expect(servers).toHaveLength(1);
    expect(states).toEqual(['starting', 'running']);
  });

  it('starts another one after a while when it ended by itself', async () => {
    const { supervisor, servers, states, alarms } = world();
    await supervisor.ready();
    servers[0]?.end();
    await settle();
    expect(supervisor.state).toBe('waiting');
    const next = supervisor.ready();
    alarms.shift()?.();
    expect(await next).toBe(servers[1]);
    expect(states).toEqual(['starting', 'running', 'waiting', 'starting', 'running']);
  });

  it('gives up after a number of ends, until the user starts it', async () => {
    const { supervisor, servers, crashes, alarms } = world();
    await supervisor.ready();
    for (let count = 0; count <= LIMIT; count += 1) {
      servers.at(-1)?.end();
      await settle();
      alarms.shift()?.();
      await settle();
    }
    expect(crashes).toEqual([500, 1_000, 2_000, 4_000, 8_000, undefined]);
    expect(supervisor.state).toBe('failed');
    expect(await supervisor.ready()).toBeUndefined();
    expect(await supervisor.restart()).toBe(servers.at(-1));
    expect(supervisor.state).toBe('running');
  });

  it('counts starts that fail', async () => {
    const { supervisor, crashes, alarms } = world(async () => {
      throw new Error('broken');
    });
    const asked = supervisor.ready();
    for (let count = 0; count <= LIMIT; count += 1) {
      await settle();
      alarms.shift()?.();
    }
    expect(await asked).toBeUndefined();
    expect(crashes.at(-1)).toBeUndefined();
    expect(supervisor.state).toBe('failed');
  });

  it('does not try again where there is nothing to start', async () => {
    const { supervisor, crashes } = world(async () => undefined);
    expect(await supervisor.ready()).toBeUndefined();
    expect(supervisor.state).toBe('failed');
    expect(crashes).toEqual([]);
  });

  it('ends the old server before it starts a new one, and mistakes that for no crash', async () => {
    const { supervisor, servers, crashes } = world();
    await supervisor.ready();
    const next = await supervisor.restart();
    expect(servers[0]?.stopped).toBe(true);
    expect(next).toBe(servers[1]);
    await settle();
    expect(crashes).toEqual([]);
    expect(supervisor.state).toBe('running');
  });

  it('ends a server that is still starting', async () => {
    let started: (server: FakeServer) => void = () => undefined;
    const { supervisor } = world(() => new Promise((resolve) => (started = resolve)));
    void supervisor.ready();
    const stopping = supervisor.stop();
    const server = new FakeServer();
    started(server);
    await stopping;
    expect(server.stopped).toBe(true);
    expect(supervisor.state).toBe('stopped');
  });

  it('starts nothing after it was stopped while it waited', async () => {
    const { supervisor, servers, alarms } = world();
    await supervisor.ready();
    servers[0]?.end();
    await settle();
    await supervisor.stop();
    alarms.shift()?.();
    await settle();
    expect(servers).toHaveLength(1);
    expect(supervisor.state).toBe('stopped');
  });

  it('has one server at a time, whoever asks while another one ends', async () => {
    const { supervisor, servers } = world();
    await supervisor.ready();
    let end: () => void = () => undefined;
    const ending = new Promise<void>((resolve) => {
      end = resolve;
    });
    if (servers[0]) servers[0].stop = () => ending;
    const restarting = supervisor.restart();
    const asked = supervisor.ready();
    await settle();
    expect(servers).toHaveLength(1);
    end();
    expect(await restarting).toBe(await asked);
    expect(servers).toHaveLength(2);
    expect(supervisor.state).toBe('running');
  });
});
