// Every scenario, for one browser to play.
export * from './commands.mjs';
export * from './typing.mjs';
