// How the bundler reads what it puts into one file: files of the project keep their addresses, and what is lazy stays lazy.

import { readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import { version } from '../src/version.ts';

/** Files of the project know others by their own address; they keep it. */
export const bodyHead = `(function (exports, require, module, __filename, __dirname) {
const addressOf = (path) => require('node:url').pathToFileURL(__dirname + '/../' + path).href;
`;

/** The same for a module. */
export const libraryHead = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const addressOf = (path) => new URL('../' + path, import.meta.url).href;
`;

/** What is loaded lazily is so still: the bundler sees a `require`, and puts it where it is called. */
export function readProject(dist: string, otherBundles: readonly string[]): Plugin {
  return {
    name: 'read-project',
    setup({ onLoad, onResolve }) {
      for (const other of otherBundles) {
        onResolve({ filter: new RegExp(`^${other}$`) }, () => ({ path: `./${other}.cjs`, external: true }));
      }
      onResolve({ filter: /^\.\/formats\/formats\.js$/ }, () => ({ path: `${dist}src/formats/formats.js` }));
      onLoad({ filter: /[\\/]dist[\\/](?:src|workers)[\\/].*\.js$/ }, ({ path }) => {
        const file = relative(dist, path).split(sep).join(posix.sep);
        if (file === 'src/lazily.js') return { contents: lazilyBundled };
        if (file === 'src/version.js') return { contents: `export const version = ${JSON.stringify(version)};` };
        const text = readFileSync(path, 'utf8');
        return {
          contents: text
            .replaceAll('import.meta.url', `addressOf('${file}')`)
            // Else it would make an object of its own with a getter for each of a hundred functions.
            .replace(/^import \* as (\w+) from '(node:\w+)';$/m, "const $1 = require('$2');")
            .replace(/\blazily\(('[^']+')\)/g, 'lazily(() => require($1))'),
        };
      });
    },
  };
}

const lazilyBundled = `export function lazily(load) {
  let loaded;
  return () => (loaded ??= load());
}`;

/** Commander could start other programs, and would load for it what takes a tenth of the start. */
export const withoutChildProcesses: Plugin = {
  name: 'without-child-processes',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};
