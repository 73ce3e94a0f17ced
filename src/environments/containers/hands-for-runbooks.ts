import { HAND_PREFIX } from './labels.ts'
import { sqlUrlOf } from './sql.ts'
import type { StackContainer } from './stack.ts'

/** The databases as they are now. */
export interface Pair {
  readonly primary: StackContainer | undefined
  readonly standby: StackContainer | undefined
}

/**
 * Values for the inputs of runbooks: the addresses at which the stack can be reached from here, and the commands that its
 * labels name, to be run inside of the containers that bear them. Pure.
 *
 * @param engine - where published ports answer, and the command that leads there
 */
export function handsFor(
  containers: readonly StackContainer[],
  { primary, standby }: Pair,
  { host, command }: { readonly host: string; readonly command: string },
  customerUrl: string,
): Readonly<Record<string, string>> {
  const writer = containers.find(({ role }) => role === 'writer-endpoint')
  const urls = { PRIMARY_URL: primary, STANDBY_URL: standby, WRITER_URL: writer }
  return {
    SERVICE_URL: customerUrl,
    ...(primary?.zone === undefined ? {} : { PRIMARY_ZONE: primary.zone }),
    ...Object.fromEntries(
      Object.entries(urls).flatMap(([name, container]) => {
        const url = container === undefined ? undefined : sqlUrlOf(container, host)
        return url === undefined ? [] : [[name, url]]
      }),
    ),
    ...Object.fromEntries(containers.flatMap((container) => commandsOf(container, command, { primary, standby }))),
  }
}

function commandsOf(
  { id, labels }: StackContainer,
  docker: string,
  { primary, standby }: Pair,
): (readonly [string, string])[] {
  return Object.entries(labels).flatMap(([label, command]): (readonly [string, string])[] => {
    if (!label.startsWith(HAND_PREFIX)) return []
    const filled = command
      .replaceAll('{primary}', primary?.component ?? '')
      .replaceAll('{standby}', standby?.component ?? '')
    // One that speaks of a database that is not there would speak of nobody.
    const meansNobody =
      (primary === undefined && command.includes('{primary}')) ||
      (standby === undefined && command.includes('{standby}'))
    if (meansNobody) return []
    return [[label.slice(HAND_PREFIX.length), `${docker} exec ${id.slice(0, 12)} sh -c '${quoted(filled)}'`]]
  })
}

function quoted(text: string): string {
  return text.replaceAll("'", String.raw`'\''`)
}
