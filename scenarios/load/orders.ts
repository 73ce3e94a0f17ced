// Load on the order service: one order an iteration. Rate and duration come from the drill.
import http from 'k6/http'
import { base, timeout, write } from './blackstart-k6.ts'

export const options = {
  // The status says all that is needed; the body is read from the wire and thrown away.
  discardResponseBodies: true,
}

const headers = { 'Content-Type': 'application/json' }

export default function (): void {
  write((id) => http.post(`${base}/orders`, JSON.stringify(id), { headers, timeout }))
}
