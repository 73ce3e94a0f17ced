import type { AwsAccess } from '../clients/access.ts'
import { clientTransport, sendsPreviews } from './client-transport.ts'
import { schemaTransport } from './schema-transport.ts'
import type { FisTransport } from './transport.ts'

/**
 * The transport that can do what is needed, by what the installed client really puts on the wire: the client as it is;
 * else with what it leaves out put back; else none of it. What the client has no operation for (the safety lever) goes
 * without it in any case.
 */
export async function chooseTransport(access: AwsAccess): Promise<FisTransport> {
  const own = await schemaTransport(access)
  for (const forward of [false, true]) {
    if (await sendsPreviews(forward)) return both((await clientTransport(access, forward)).transport, own)
  }
  return own
}

function both(client: FisTransport, own: FisTransport): FisTransport {
  return {
    name: client.name,
    knows: (operation) => client.knows(operation) || own.knows(operation),
    send: (operation, input) => (client.knows(operation) ? client : own).send(operation, input),
  }
}
