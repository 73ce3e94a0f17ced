import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FinalRead } from '../model/evidence.ts'
import { expandRanges, toRanges, type WriteRange } from './write-ranges.ts'

/** Name of the file in its folder. */
export const FINAL_READS_FILE = 'final-reads.json'

const seq = z.int().min(0).max(0xffff_ffff)

/** `[lo, hi]`, or `[lo, hi, copies]` where a seq has more than one row. */
const range = z
  .union([z.tuple([seq, seq]), z.tuple([seq, seq, z.int().min(2)])])
  .refine(([lo, hi]) => lo <= hi, 'the first seq of a range must not be above its last')

const ranges = z
  .array(range)
  .refine(
    (list) => list.every(([lo], index) => index === 0 || lo > (list[index - 1]?.[1] ?? -1)),
    'ranges must be ordered and must not overlap',
  )

const format = z.strictObject({
  version: z.literal(1),
  reads: z.array(
    z.strictObject({
      node: z.string(),
      role: z.enum(['writer', 'replica']),
      complete: z.boolean(),
      quiescent: z.boolean(),
      error: z.string().optional(),
      // Pairs and not an object: a writer may have any name, and no name may have a meaning of its own.
      writes: z.array(z.tuple([z.string(), ranges])),
    }),
  ),
})

/** The file of final reads is damaged, or of a version that this program does not know. */
export class FinalReadsFileError extends Error {
  override readonly name = 'FinalReadsFileError'
}

/** Writes the final reads into a folder of a record, made if need be, so that it can be judged again from disk. Readers never see half a file. */
export async function saveFinalReads(folder: string, reads: readonly FinalRead[]): Promise<void> {
  const content: z.input<typeof format> = {
    version: 1,
    reads: reads.map(({ node, role, complete, quiescent, error, writes }) => ({
      node,
      role,
      complete,
      quiescent,
      ...(error === undefined ? {} : { error }),
      writes: [...writes].map(([writer, seqs]) => [writer, toRanges(seqs).map(toTuple)]),
    })),
  }
  await mkdir(folder, { recursive: true })
  const file = join(folder, FINAL_READS_FILE)
  await writeFile(`${file}.part`, `${JSON.stringify(content)}\n`, { flush: true })
  await rename(`${file}.part`, file)
}

/**
 * Reads what {@link saveFinalReads} wrote. A record without the file had no final read: an empty list.
 *
 * @throws FinalReadsFileError with all findings
 */
export async function loadFinalReads(folder: string): Promise<FinalRead[]> {
  const file = join(folder, FINAL_READS_FILE)
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new FinalReadsFileError(`${file} could not be read: ${(cause as Error).message}`, { cause })
  }
  const parsed = format.safeParse(content)
  if (!parsed.success) {
    throw new FinalReadsFileError(`${file} is damaged:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error })
  }
  return parsed.data.reads.map(({ node, role, complete, quiescent, error, writes }) => ({
    node,
    role,
    complete,
    quiescent,
    ...(error === undefined ? {} : { error }),
    writes: new Map(writes.map(([writer, list]) => [writer, expandRanges(list.map(fromTuple))])),
  }))
}

function toTuple({ lo, hi, copies }: WriteRange): [number, number] | [number, number, number] {
  return copies === 1 ? [lo, hi] : [lo, hi, copies]
}

function fromTuple([lo, hi, copies = 1]: readonly [number, number] | readonly [number, number, number]): WriteRange {
  return { lo, hi, copies }
}
