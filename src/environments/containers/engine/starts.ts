import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'

/**
 * Tells of each event in an engine's answer to a request for those of starts.
 *
 * @param onLost - the engine has ended it by itself
 * @returns ends it
 */
export function tellStarts(events: IncomingMessage, onStart: () => void, onLost: () => void): () => void {
  // Who holds a fault lives for other reasons.
  events.socket.unref()
  const lines = createInterface({ input: events })
  // Which one has started does not matter, and an engine that ends may do so in the middle of a line.
  lines.on('line', onStart)
  // Errors of its input are its own; unheard they would end this process.
  lines.on('error', () => lines.close())
  events.once('close', onLost)
  return () => {
    events.off('close', onLost)
    events.destroy()
  }
}
