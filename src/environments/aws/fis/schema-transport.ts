import * as schemas from '../../aws-model/fis.ts'
import type { AwsAccess } from '../clients/access.ts'
import { schemaClient } from '../clients/schema-client.ts'
import { type FisTransport, refuseFalsePreview } from './transport.ts'

/** Calls FIS without a client for it: knows every operation, whatever the installed client knows. */
export async function schemaTransport(access: AwsAccess): Promise<FisTransport> {
  const namespace = schemas.FIS_NAMESPACE
  const client = await schemaClient(access, { name: 'fis', namespace, schemas, check: refuseFalsePreview })
  return { name: 'schemas of our own, signed', ...client }
}
