// Which servers run, and what they need.
import { readdirSync, readFileSync } from 'node:fs';

/** Return the process ids of the servers that see `home` as their home. */
export function servers(home) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return words.includes('pypi_language_server') && !words.includes('refresh') && environ.includes(`HOME=${home}`);
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

/** Return the command lines of those servers, each as its words. */
export function commandLines(home) {
  return servers(home).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

/** Return a process's memory in MB: `own`, without the mapped list, which all servers share; `seen`, all of it. */
export function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const size = (name) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(text)[1]) / 1024;
  return { own: size('Private_Dirty'), seen: size('Rss') };
}
