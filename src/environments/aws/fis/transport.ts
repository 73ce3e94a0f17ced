/** Carries single calls to FIS. Which one is taken depends on what the installed client can do. */
export interface FisTransport {
  /** For the report: `client-fis`, for example. */
  readonly name: string
  /** Whether it has this operation at all. */
  knows(operation: string): boolean
  send(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown>
}

/** What asks FIS to resolve the targets of an experiment and to do nothing else. */
export const PREVIEW = 'skip-all'

/** What was to be sent as a preview does not say so on the wire; it was not sent. */
export class PreviewNotSentError extends Error {
  override readonly name = 'PreviewNotSentError'

  constructor() {
    super("the request for a preview does not carry actionsMode 'skip-all' and would start a real experiment: not sent")
  }
}

/** Whether these options ask for a preview. */
export function asksForPreview(input: unknown): boolean {
  const { experimentOptions } = (input ?? {}) as { experimentOptions?: { actionsMode?: string } }
  return experimentOptions?.actionsMode === PREVIEW
}

/**
 * The first line of defence: of the bytes themselves, a moment before they leave.
 *
 * @throws PreviewNotSentError
 */
export function refuseFalsePreview(input: unknown, body: unknown): void {
  if (asksForPreview(input) && !asksForPreview(parsed(body))) throw new PreviewNotSentError()
}

/** The body of a request as the object that it says; undefined for what cannot be read. */
export function parsed(body: unknown): unknown {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : ''
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
