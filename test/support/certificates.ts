import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Certificates for a test, made by openssl: an authority, a server on 127.0.0.1, and a client. */
export class Certificates {
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-tls-'))

  /** @throws when there is no openssl */
  constructor() {
    const ca = ['-keyout', this.file('ca.key'), '-out', this.file('ca.pem')]
    openssl('req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test-ca', ...ca)
    writeFileSync(this.file('server.ext'), 'subjectAltName=IP:127.0.0.1')
    writeFileSync(this.file('client.ext'), 'extendedKeyUsage=clientAuth')
    for (const name of ['server', 'client']) {
      const key = ['-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.csr`)]
      openssl(`req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=${name}`, ...key)
      const signer = ['-CA', this.file('ca.pem'), '-CAkey', this.file('ca.key'), '-CAcreateserial']
      const files = ['-in', this.file(`${name}.csr`), '-out', this.file(`${name}.pem`)]
      openssl('x509 -req -days 2', ...signer, ...files, '-extfile', this.file(`${name}.ext`))
    }
  }

  file(name: string): string {
    return join(this.folder, name)
  }

  read(name: string): Buffer {
    return readFileSync(this.file(name))
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function openssl(words: string, ...rest: readonly string[]): void {
  execFileSync('openssl', [...words.split(' '), ...rest], { stdio: 'ignore' })
}
