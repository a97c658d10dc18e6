// The diary's question in SQL: `node dist/bench/duckdb.js FILE…` prints `count key` lines. A process of its own, as a
// person would run it, so that its start is in its time as it is in ours.

import { DuckDBInstance } from '@duckdb/node-api';

const files = process.argv.slice(2).map((file) => `'${file.replaceAll("'", "''")}'`);

// One column that takes whole lines: a delimiter and quotes that no log holds, and no guessing.
const question = `
  SELECT count(*) AS lines, key FROM (
    SELECT regexp_extract(line, 'inside:([0-9.]+)/', 1) AS key
    FROM read_csv([${files.join(', ')}], columns = {'line': 'VARCHAR'}, header = false, auto_detect = false,
                  delim = '\x01', quote = '', escape = '', strict_mode = false)
    WHERE contains(line, '/53 ') AND NOT contains(line, '10.1.0.10') AND NOT contains(line, '10.1.0.11')
  ) WHERE key <> '' GROUP BY key ORDER BY lines DESC, key DESC`;

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const rows = await connection.runAndReadAll(question);
process.stdout.write(
  rows
    .getRows()
    .map(([lines, key]) => `${lines} ${key}\n`)
    .join(''),
);
connection.closeSync();
