import test from 'ava';
import { expandLists, reachedLists } from '../../../src/spec/expand-lists.ts';
import { listsOfRule, unfilledLists } from '../../../src/spec/rule-lists.ts';

const lists = {
  a: ['10.0.0.1', '@b'],
  b: ['@c', '10.0.0.2'],
  c: ['@a'],
  empty: [],
  hollow: ['@empty', '@circle'],
  circle: ['@hollow'],
  half: ['@empty', 'x'],
};

test('a list holds what its lists hold, each list once, also in a circle', (t) => {
  t.deepEqual(reachedLists(['@c', 'x'], lists), ['c', 'a', 'b']);
  t.deepEqual(expandLists(['@c', 'x', '@c'], lists), { direct: ['x'], listed: ['10.0.0.1', '10.0.0.2'] });
  t.deepEqual(expandLists(['@empty'], lists), { direct: [], listed: [] });
  t.deepEqual(expandLists(['@constructor'], lists), { direct: [], listed: [] });
});

test('the lists of a rule are those of its conditions and of what it allows', (t) => {
  const rule = { where: ['src_ip=@a'], whereAny: ['dst_ip!=10.0.0.0/8,@empty'], allow: ['src_ip=@half', 'x=y'] };
  t.deepEqual(listsOfRule(rule, lists), ['a', 'b', 'c', 'empty', 'half']);
});

test('a list in which nothing stands, however deep one looks, is unfilled', (t) => {
  t.deepEqual(unfilledLists({ where: ['src_ip=@a'], allow: [] }, lists), []);
  t.deepEqual(unfilledLists({ where: ['src_ip!=@empty'], allow: [] }, lists), ['empty']);
  t.deepEqual(unfilledLists({ whereAny: ['src_ip=@circle'], allow: [] }, lists), ['circle', 'empty', 'hollow']);
  t.deepEqual(unfilledLists({ allow: ['@half', 'src=@hollow'] }, lists), ['circle', 'empty', 'hollow']);
  t.deepEqual(unfilledLists({ allow: ['@missing'] }, lists), ['missing']);
});

test('a chain of 50,000 lists, the last of them empty, is gone through once', (t) => {
  const last = 50_000;
  const chain = Object.fromEntries(
    Array.from({ length: last + 1 }, (_, index) => [`l${index}`, index === last ? [] : [`@l${index + 1}`]]),
  );
  t.is(unfilledLists({ where: ['src_ip=@l0'], allow: [] }, chain).length, last + 1);
  t.is(unfilledLists({ where: ['src_ip=@l0'], allow: [] }, { ...chain, [`l${last}`]: ['::1'] }).length, 0);
});
