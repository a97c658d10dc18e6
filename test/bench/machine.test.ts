import test from 'ava';
import { kindOf, thisMachine } from '../../bench/machine.ts';

const machine = { cpu: 'AMD EPYC', cores: 2, memoryBytes: 1, platform: 'linux x64', node: 'v20.20.2' };

test('a kind is told by processor, cores, platform and the major version of Node', (t) => {
  t.is(kindOf(machine), 'amd-epyc-2-cores-linux-x64-node-20');
  t.is(kindOf({ ...machine, memoryBytes: 2, node: 'v20.21.0' }), kindOf(machine));
  t.is(
    kindOf({ ...machine, cpu: 'Intel(R) Core(TM) i7 @ 2.60GHz' }),
    'intel-core-i7-2-60ghz-2-cores-linux-x64-node-20',
  );
});

test('this machine has a kind that can be the name of a file', (t) => {
  t.regex(kindOf(thisMachine()), /^[a-z0-9]+(?:-[a-z0-9]+)+$/);
});
