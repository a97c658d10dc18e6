import test from 'ava';
import { type Column, renderTable, splitColumns } from '../../../src/render/table.ts';

const rows = [{ a: 'x', b: '1', c: '22222', d: '3' }];
const column = (name: 'a' | 'b' | 'c' | 'd'): Column<(typeof rows)[number]> => {
  return { name, align: name === 'a' ? 'left' : 'right', cell: (row) => row[name] };
};
const [a, b, c, d] = [column('a'), column('b'), column('c'), column('d')];

test('a column is as wide as its widest cell, and a line has no blanks at its end', (t) => {
  t.deepEqual([...renderTable([c, b, a], rows)], ['    c  b  a\n', '22222  1  x\n']);
  t.deepEqual([...renderTable([a], [{ ...rows[0], a: '' } as (typeof rows)[number]])], ['a\n', '\n']);
});

test('columns that are too many for one table come in several, each with the first head', (t) => {
  const split = (width: number) =>
    splitColumns([a, b], [c, d, c], rows, width).map((table) => table.map(({ name }) => name).join(''));
  // a 1, b 1, c 5, d 1, and gaps of 2: abc is 1 + 2 + 1 + 2 + 5 = 11 wide, abcd 14, abcdc 21.
  t.deepEqual(split(21), ['abcdc']);
  t.deepEqual(split(20), ['abcd', 'ac']);
  t.deepEqual(split(14), ['abcd', 'ac']);
  t.deepEqual(split(13), ['abc', 'adc']);
  t.deepEqual(split(10), ['abc', 'ad', 'ac']);
  t.deepEqual(splitColumns([a], [], rows, 10), []);
});
