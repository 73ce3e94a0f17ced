import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'

/**
 * Tells of each event in an engine's answer, which goes on for as long as it is listened to.
 *
 * @param onLost - the engine has ended it by itself
 * @returns ends it
 */
export function tellEvents(events: IncomingMessage, onEvent: (json: string) => void, onLost: () => void): () => void {
  // Who holds a fault lives for other reasons.
  events.socket.unref()
  const lines = createInterface({ input: events })
  // An engine that ends may do so in the middle of a line.
  lines.on('line', onEvent)
  // Errors of its input are its own; unheard they would end this process.
  lines.on('error', () => lines.close())
  events.once('close', onLost)
  return () => {
    events.off('close', onLost)
    events.destroy()
  }
}
