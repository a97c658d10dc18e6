// What the coordinator may call of this side, by the address of the bundle that this becomes.

export { default as openTextReader, type TextReader } from './read-text.ts';
export { scanShard } from './scan-shard.ts';
/** What a thread of a pool runs. */
export { default } from './scan-task.ts';
