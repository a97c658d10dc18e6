// Where the report goes besides standard output: files, each in the format of its extension.

import { extname } from 'node:path';
import { makeAll, UserError } from '../errors.ts';
import { type OutputData, openOutputs } from '../output-files.ts';
import type { PrintFormat, RenderOptions } from '../render/renderer.ts';
import { renderers } from '../render/renderers.ts';
import { textTop } from '../render/text.ts';
import { didYouMean, expected, oneOf } from '../spec/mistakes.ts';
import { quote } from '../text.ts';
import type { Report, SweepSpec } from '../types.ts';
import { reportFormats } from './output-formats.ts';

export interface ReportFiles {
  readonly formats: readonly PrintFormat[];
  /** Writes everything, then puts it in place, file by file. */
  commit(report: Report, options: RenderOptions, stats: string): void;
  /** Removes what was not committed. */
  abandon(): void;
}

/** What stands in a file. */
type Content = (report: Report, options: RenderOptions, stats: string) => OutputData;

/** Opens all files at once, so that what cannot be written is a UserError before anything is scanned. */
export function openReportFiles(outputs: readonly string[], stats: string | undefined): ReportFiles {
  const formats = readOutputFormats(outputs);
  const contents: Content[] = formats.map((format) => renderers[format]);
  if (stats !== undefined) contents.push((_report, _options, statsText) => statsText);
  const files = openOutputs(stats === undefined ? outputs : [...outputs, stats]);
  const pairs = files.map((file, index) => ({ file, content: contents[index] as Content })); // as many as files
  const abandon = () => {
    for (const file of files) file.abandon();
  };
  process.once('exit', abandon);
  return {
    formats,
    commit(report, options, statsText) {
      for (const { file, content } of pairs) file.write(content(report, options, statsText));
      for (const file of files) file.commit();
    },
    abandon() {
      process.off('exit', abandon);
      abandon();
    },
  };
}

/** A UserError with all that have none. */
export function readOutputFormats(outputs: readonly string[]): readonly PrintFormat[] {
  return makeAll(outputs.map((path) => () => formatOf(path, reportFormats)));
}

/** By the extension of an output; a UserError for one that has no format. */
export function formatOf<Format>(path: string, formats: Readonly<Record<string, Format>>): Format {
  const extension = extname(path).toLowerCase();
  const format = Object.hasOwn(formats, extension) ? formats[extension] : undefined;
  if (format !== undefined) return format;
  const known = Object.keys(formats);
  throw new UserError(
    expected('the `--output` option', `a file ending in ${oneOf(known)}`, quote(path), didYouMean(extension, known)),
  );
}

/** What `--print` can be: one of these renderers, or none. */
export function readPrint<Format extends string = PrintFormat>(
  written: string,
  known: Readonly<Record<Format, unknown>>,
): Format | 'none' {
  const formats = Object.keys(known) as Format[]; // it has no other names
  const format = formats.find((each) => each === written);
  if (format !== undefined) return format;
  if (written === 'none') return 'none';
  const words = [...formats, 'none'];
  throw new UserError(
    expected('the `--print` option', `one of ${words.join(', ')}`, quote(written), didYouMean(written, words)),
  );
}

/**
 * How many rows a rule's ranking needs so that every output has what it shows; 0: all. `uniq` cuts by an order of its
 * own, and the text of several rules tells which hosts they have in common, so these need them all.
 */
export function rowsNeeded(
  { rules, top }: SweepSpec,
  print: PrintFormat | 'none',
  { formats: ofFiles }: ReportFiles,
): number {
  const formats = new Set([...ofFiles, print]);
  if (formats.has('uniq') || (formats.has('text') && rules.length > 1)) return 0;
  if (top !== undefined) return top;
  formats.delete('none');
  formats.delete('text');
  return formats.size === 0 ? textTop : 0;
}
