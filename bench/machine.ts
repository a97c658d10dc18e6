// What a time was measured on. Of a kind are machines whose ratios compare; nothing here names one machine.

import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** As `amd-epyc-2-cores-linux-x64-node-20`; memory and the minor version of Node do not make another kind. */
export function kindOf({ cpu, cores, platform, node }: Machine): string {
  const major = node.replace(/^v/, '').split('.')[0] ?? '';
  return `${cpu} ${cores} cores ${platform} node ${major}`
    .toLowerCase()
    .replace(/\((?:r|tm)\)/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
