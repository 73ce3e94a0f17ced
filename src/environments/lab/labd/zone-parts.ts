import type { Server } from 'node:net'
import type { Database } from './database.ts'
import type { RelayHandle } from './relay-handle.ts'
import type { ServiceGroup } from './service-group.ts'

/** What stands in a zone. */
export interface ZoneParts {
  readonly relay: RelayHandle
  readonly services: ServiceGroup
  readonly database: Database
  readonly agent: Server
}
