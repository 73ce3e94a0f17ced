import { Client } from 'pg'
import type { AwsSettings } from '../settings.ts'

const CONNECT_TIMEOUT_MS = 5_000
const ANSWER_TIMEOUT_MS = 15_000

/** Address at which the writer takes SQL, with its password; undefined where nobody has given one. */
export function sqlAddress({ sqlEnv, sqlUrl }: Pick<AwsSettings, 'sqlEnv' | 'sqlUrl'>): string | undefined {
  return sqlUrl ?? (sqlEnv === undefined ? undefined : process.env[sqlEnv])
}

/** A session with the database that writes. */
export class WriterSession {
  readonly #client: Client
  /** Resolves when the session has ended, from whichever side. */
  readonly ended: Promise<void>

  private constructor(client: Client) {
    this.#client = client
    this.ended = new Promise((resolve) => void client.once('end', resolve))
  }

  /** @throws what `pg` throws */
  static async open(address: string): Promise<WriterSession> {
    const client = new Client({
      connectionString: address,
      application_name: 'blackstart-fault',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
    })
    // Without a listener the loss of the session would end this process.
    client.on('error', () => {})
    const session = new WriterSession(client)
    await client.connect()
    return session
  }

  /** Which instance of Aurora answers. @throws what `pg` throws */
  async instance(): Promise<string> {
    const { rows } = await this.#client.query<{ id: string }>('select aurora_db_instance_identifier() as id')
    return rows[0]?.id ?? ''
  }

  /** Has the instance crash itself. @throws what `pg` throws: also that nobody has answered, as it must be */
  async crash(): Promise<void> {
    await this.#client.query("select aurora_inject_crash('instance')")
  }

  close(): void {
    this.#client.end().catch(() => {})
  }
}

/** Which instance answers at an address. @throws what `pg` throws */
export async function instanceAt(address: string): Promise<string> {
  const session = await WriterSession.open(address)
  try {
    return await session.instance()
  } finally {
    session.close()
  }
}
