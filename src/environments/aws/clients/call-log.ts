import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CallRecorder } from './calls.ts'

/** Writes every call into a file of the record, one JSON object a line. What cannot be written keeps no drill from undoing. */
export function callLog(file: string): CallRecorder {
  mkdirSync(dirname(file), { recursive: true })
  return (call) => {
    try {
      appendFileSync(file, `${JSON.stringify(call)}\n`)
    } catch {
      // A full disk: the record says less, and is still true.
    }
  }
}
