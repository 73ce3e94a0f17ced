import type * as Fis from '@aws-sdk/client-fis'
import * as schemas from '../../aws-model/fis.ts'
import { type AwsAccess, clientOptions } from '../clients/access.ts'
import { FarClocks } from '../clients/far-clocks.ts'
import { guarded } from '../clients/guarded.ts'
import { FORWARDING_PLACE, forwarding } from './forwarding.ts'
import { type FisTransport, PREVIEW, asksForPreview, parsed, refuseFalsePreview } from './transport.ts'

/** Name of the middleware that looks at the bytes of a preview before they leave. */
export const PREVIEW_GUARD = 'blackstartPreviewGuard'

type Sending = { readonly input: unknown; readonly request: { readonly body?: unknown } }

/** The installed client, with what it leaves out put back, and guarded. */
export interface InstalledClient {
  readonly client: Fis.FisClient
  readonly transport: FisTransport
}

/** @param forward - puts back what a client from before 2024 leaves out */
export async function clientTransport(access: AwsAccess, forward: boolean): Promise<InstalledClient> {
  const module = await import('@aws-sdk/client-fis')
  const client = guarded(
    new module.FisClient(clientOptions(access, 'acts') as Fis.FisClientConfig),
    'fis',
    access,
    inputSchemaOf,
  )
  if (forward) client.middlewareStack.addRelativeTo(forwarding as never, FORWARDING_PLACE)
  const guard = (next: (args: Sending) => Promise<unknown>) => (args: Sending) => {
    refuseFalsePreview(args.input, args.request.body)
    return next(args)
  }
  client.middlewareStack.add(guard as never, { step: 'finalizeRequest', name: PREVIEW_GUARD, priority: 'low' })
  const commands = module as unknown as Readonly<Record<string, (new (input: unknown) => never) | undefined>>
  const transport: FisTransport = {
    name: forward ? 'client-fis, with what it leaves out put back' : 'client-fis',
    knows: (operation) => commands[`${operation}Command`] !== undefined,
    send: async (operation, input) => {
      const Command = commands[`${operation}Command`]
      if (Command === undefined) throw new RangeError(`the installed client of FIS has no ${operation}`)
      return await client.send(new Command(input))
    },
  }
  return { client, transport }
}

/** The installed client may have no schemas of its own; what it may be given is known all the same. */
function inputSchemaOf(operation: string): unknown {
  const found = (schemas as Readonly<Record<string, unknown>>)[`${operation}$`]
  return Array.isArray(found) ? (found[4] as () => unknown)() : undefined
}

/** Ends a request before it leaves. */
class CapturedError extends Error {
  override readonly name = 'CapturedError'
}

/**
 * What the installed client would put on the wire for a preview: asked of a client of its own, whose requests lead
 * nowhere.
 *
 * @returns whether a preview would be one
 */
export async function sendsPreviews(forward: boolean): Promise<boolean> {
  const nowhere = { region: 'us-east-1', endpoint: 'http://127.0.0.1:9', record: () => {}, clocks: new FarClocks() }
  const { client, transport } = await clientTransport(nowhere, forward)
  let body: unknown
  client.config.requestHandler.handle = async (request) => {
    body = request.body
    throw new CapturedError()
  }
  client.middlewareStack.remove(PREVIEW_GUARD)
  const input = { clientToken: 'probe', experimentTemplateId: 'probe', experimentOptions: { actionsMode: PREVIEW } }
  await transport.send('StartExperiment', input).catch((error: unknown) => {
    if (!(error instanceof CapturedError)) throw error
  })
  return asksForPreview(parsed(body))
}
