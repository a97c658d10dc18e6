import test from 'ava';
import { readPerf, readValgrind } from '../../../bench/ci/instructions.ts';

test('the count of perf is read, and that it could not count is seen', (t) => {
  t.is(readPerf('warning\n5818607001,,instructions:u,1234,100.00,,\n'), 5_818_607_001);
  t.is(readPerf('<not supported>,,instructions:u,0,100.00,,\n'), undefined);
  t.is(readPerf(''), undefined);
});

test('the count of valgrind is read among its other lines', (t) => {
  t.is(readValgrind('==1== Command: node\n==1== I   refs:      5,818,607,001\n'), 5_818_607_001);
  t.is(readValgrind('==1== Command: node\n'), undefined);
});
