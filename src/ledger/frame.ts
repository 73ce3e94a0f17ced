import { crc32 } from 'node:zlib'

/*
 * One frame is one line of text:
 *
 *   crc32 (8 hex digits) SPACE json NEWLINE
 *
 * The file behind the last frame is filled with zeros that were written beforehand, so that a full disk cannot stop
 * an undo from being recorded. A frame that was only half written is followed by those zeros and has no newline, or
 * its checksum does not fit.
 */

/** Bytes of a frame, ready to be written. */
export function encodeFrame(payload: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(payload))
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.from('\n')])
}

export interface DecodedFrames {
  readonly payloads: readonly unknown[]
  /** Where the next frame belongs: behind the last readable one. */
  readonly endOffset: number
  /**
   * - `clean`: zeros or nothing follow the last frame
   * - `torn`: unreadable bytes follow the last frame. A half-written frame looks just like damage: the readable
   *   frames are a true earlier state.
   * - `damaged`: an unreadable frame stands *before* readable ones
   */
  readonly state: 'clean' | 'torn' | 'damaged'
}

/** Reads all frames that are readable, also behind an unreadable one. */
export function decodeFrames(bytes: Buffer): DecodedFrames {
  const payloads: unknown[] = []
  let offset = 0
  let endOffset = 0
  let unreadable = false
  let damaged = false
  while (offset < bytes.length) {
    if (bytes[offset] === 0) {
      // Zeros are the unwritten rest; after unreadable bytes a frame may still follow them.
      const next = firstNonZero(bytes, offset)
      if (next === -1) break
      unreadable = true
      offset = next
      continue
    }
    const newline = bytes.indexOf(0x0a, offset)
    const payload = newline === -1 ? undefined : decodeLine(bytes.subarray(offset, newline))
    if (payload === undefined) {
      unreadable = true
      offset = newline === -1 ? bytes.length : newline + 1
      continue
    }
    if (unreadable) damaged = true
    payloads.push(payload.value)
    offset = newline + 1
    endOffset = offset
  }
  return { payloads, endOffset, state: damaged ? 'damaged' : unreadable ? 'torn' : 'clean' }
}

function decodeLine(line: Buffer): { value: unknown } | undefined {
  if (line.length < 10 || line[8] !== 0x20) return undefined
  const json = line.subarray(9)
  if (line.toString('latin1', 0, 8) !== checksum(json)) return undefined
  return { value: JSON.parse(json.toString('utf8')) as unknown }
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}

function firstNonZero(bytes: Buffer, from: number): number {
  for (let index = from; index < bytes.length; index++) {
    if (bytes[index] !== 0) return index
  }
  return -1
}
