/** A request that hangs is given up so much after its time at the latest, on a machine that has much to do, in milliseconds. */
const LATE_MS = 100

/**
 * How many requests of a stream may be in flight: all those that hang in a full outage. With no more than timeout / interval
 * the oldest would have to be given up in the very moment in which the next slot is due; a slot that is not sent for that is
 * one in which nobody looked.
 */
export function inFlightCap(timeoutMs: number, intervalMs: number): number {
  return Math.ceil((timeoutMs + LATE_MS) / intervalMs) + 1
}
