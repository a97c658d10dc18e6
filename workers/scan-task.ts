// What a thread runs: one task in, one outcome out.

export { scanShard as default } from './scan-shard.ts';
