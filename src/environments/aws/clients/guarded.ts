import type { AwsAccess } from './access.ts'
import { refuseElsewhere, standIn } from './stand-in.ts'
import { UnknownMemberError, unknownMembers } from './known-members.ts'

/** As much of an SDK client as the middleware needs. */
interface HasMiddleware {
  readonly middlewareStack: { add(middleware: never, options: never): void }
}

type Next = (args: { readonly input: unknown }) => Promise<unknown>

interface Context {
  readonly commandName?: string
  readonly __smithy_context?: { readonly operationSchema?: readonly unknown[] }
}

/** Where an operation's schema names its input. */
const INPUT = 4

/**
 * Puts middlewares into a client: one that refuses members which the client would drop ({@link UnknownMemberError}) and
 * writes every call down, one that lets nothing leave for elsewhere, and one that listens for the service's clock.
 *
 * @param service - prefix of the IAM actions
 * @param inputSchema - for clients without schemas of their own: the input schema of an operation
 */
export function guarded<Client extends HasMiddleware>(
  client: Client,
  service: string,
  { record, clocks, endpoint = standIn() }: Pick<AwsAccess, 'record' | 'clocks' | 'endpoint'>,
  inputSchema: (operation: string) => unknown = () => undefined,
): Client {
  const middleware =
    (next: Next, context: Context): Next =>
    async (args) => {
      const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '')
      const schema = resolved(context.__smithy_context?.operationSchema?.[INPUT]) ?? inputSchema(operation)
      if (schema === undefined) {
        throw new UnknownMemberError(operation, ['its own members: there is no schema to hold them against'])
      }
      const unknown = unknownMembers(schema, args.input)
      if (unknown.length > 0) throw new UnknownMemberError(operation, unknown)
      const at = new Date().toISOString()
      try {
        const output = await next(args)
        record({ service, operation, at, outcome: 'ok' })
        return output
      } catch (error) {
        record({ service, operation, at, outcome: error instanceof Error ? error.name : 'Error' })
        throw error
      }
    }
  client.middlewareStack.add(
    middleware as never,
    { step: 'initialize', name: 'blackstartGuard', priority: 'high' } as never,
  )
  if (endpoint === undefined)
    client.middlewareStack.add(onlyToAws(service) as never, { step: 'build', name: 'blackstartOnlyToAws' } as never)
  // Nearest to the wire: each attempt is an answer of its own, and one that refuses tells its time as well.
  const listening = (next: (args: unknown) => Promise<{ readonly response: unknown }>) => (args: unknown) =>
    clocks.heard(service, () => next(args))
  client.middlewareStack.add(
    listening as never,
    { step: 'deserialize', name: 'blackstartClock', priority: 'low' } as never,
  )
  return client
}

interface Built {
  readonly request: { readonly hostname?: string }
}

const onlyToAws = (service: string) => (next: (args: Built) => Promise<unknown>) => async (args: Built) => {
  refuseElsewhere(service, args.request.hostname ?? '')
  return await next(args)
}

/** Schemas refer to each other by functions, so that they may form circles. */
function resolved(schema: unknown): unknown {
  return typeof schema === 'function' ? (schema as () => unknown)() : schema
}
