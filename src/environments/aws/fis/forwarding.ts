import { parsed } from './transport.ts'

/** Members that a client from before 2024 leaves out of a request, in silence. */
const FORWARDED = ['experimentOptions', 'experimentReportConfiguration'] as const

interface Serialized {
  readonly input: Readonly<Record<string, unknown>>
  readonly request: { body?: unknown }
}

/**
 * Puts back into a request what the client has left out. It stands right behind the serializer, so that the length and the
 * signature are taken of what is really sent. Newer clients use the same name for theirs and leave nothing out: they
 * write bodies that are no text, and are left alone.
 */
export function forwarding(next: (args: Serialized) => Promise<unknown>) {
  return (args: Serialized): Promise<unknown> => {
    const { input, request } = args
    const missing = FORWARDED.filter((member) => input[member] !== undefined)
    if (missing.length > 0 && typeof request.body === 'string') {
      const body = parsed(request.body) as Record<string, unknown>
      request.body = JSON.stringify({
        ...body,
        ...Object.fromEntries(missing.map((member) => [member, input[member]])),
      })
    }
    return next(args)
  }
}

export const FORWARDING_PLACE = {
  relation: 'after',
  toMiddleware: 'serializerMiddleware',
  name: 'blackstartForwarding',
} as const
