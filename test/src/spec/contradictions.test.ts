import test from 'ava';
import { checkContradictions } from '../../../src/spec/contradictions.ts';
import { mistakesOf } from '../../helpers/mistakes.ts';

function told(...items: readonly string[]): readonly string[] {
  const placeOf = (index: number) => ({ path: 'r.yaml', line: index + 1 });
  return mistakesOf((mistakes) => checkContradictions({ items, placeOf }, mistakes));
}

test('two values of one field are never there together', (t) => {
  t.deepEqual(told('dst_port=53', 'proto=udp', 'dst_port=853'), [
    'r.yaml:3: The conditions "dst_port=53" and "dst_port=853" are never true together; for either write "dst_port=53,853"',
  ]);
  t.deepEqual(told('event=start', 'event=deny, permit'), [
    'r.yaml:2: The conditions "event=start" and "event=deny,permit" are never true together; for either write "event=start,deny,permit"',
  ]);
  t.is(told('src_ip=10.0.0.0/8', 'src_ip=192.168.0.0/16').length, 1);
  t.is(told('src_ip=0.0.0.0/0', 'src_ip=::/0').length, 1);
});

test('numbers that exclude each other are never there together', (t) => {
  t.deepEqual(told('bytes>=1000', 'bytes<10'), [
    'r.yaml:2: The conditions "bytes>=1000" and "bytes<10" are never true together',
  ]);
  t.is(told('dst_port>1024', 'dst_port=1-5,1024').length, 1);
});

test('what can be true together is no mistake', (t) => {
  for (const items of [
    ['dst_port=53,853', 'dst_port=853'],
    ['bytes>=1000', 'bytes<=1000'],
    ['dst_port>1024', 'dst_port=1-5,1025'],
    ['src_ip=10.0.0.0/8', 'src_ip=9.0.0.0-10.0.0.0'],
    ['src_ip=10.0.0.0/8', 'src_ip!=10.0.0.0/8'],
    ['src_ip=10.0.0.0/8', 'dst_ip=192.168.0.0/16'],
    ['src_ip=@a', 'src_ip=@b'],
    ['user~a', 'user=b'],
    ['user~a', 'user~b'],
    ['dst_port=53'],
  ]) {
    t.deepEqual(told(...items), [], items.join(' and '));
  }
});
