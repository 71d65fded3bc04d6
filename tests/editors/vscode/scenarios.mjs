// Every scenario, for one browser to play.
export * from './adding.mjs';
export * from './commands.mjs';
export * from './figures.mjs';
export * from './host.mjs';
export * from './scenes.mjs';
export * from './surroundings.mjs';
export * from './trouble.mjs';
export * from './typing.mjs';
export * from './walkthrough.mjs';
export * from './windows.mjs';
