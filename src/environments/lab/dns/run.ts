import { serve } from '../../../system/rpc.ts'
import { receiveConfig, reportLine, reportReady } from '../process/child-side.ts'
import { Dns, type DnsConfig, dnsHandlers } from './dns.ts'

/** The process `lab-dns`. Tells its events on standard output, one a line. */
export async function runDns(): Promise<void> {
  const config = await receiveConfig<DnsConfig>()
  const dns = await Dns.start(config, reportLine)
  await serve(config.controlSocket, dnsHandlers(dns))
  reportReady({ dns: dns.port })
}
