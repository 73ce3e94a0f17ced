import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { within } from '../../../system/deadline.ts'
import type { Dockerode } from './client.ts'
import { bytesOf, demultiplex } from './frames.ts'

/** How long a command in a container may take, in milliseconds. */
const EXEC_TIMEOUT_MS = 60_000

type Container = ReturnType<Dockerode['getContainer']>

/** Runs a command in a container, as its own user. @returns its exit code, and what it said */
export async function execIn(
  container: Container,
  command: string,
): Promise<{ readonly code: number; readonly output: string }> {
  return within(`'${command}' in a container`, EXEC_TIMEOUT_MS, async () => {
    const exec = await container.exec({
      Cmd: ['sh', '-c', command],
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
    })
    const stream = await exec.start({ hijack: true })
    const { stdout, stderr } = demultiplex(await bytesOf(stream))
    return { code: (await exec.inspect()).ExitCode ?? -1, output: `${stdout}${stderr}`.trim() }
  })
}

/** A shell in a container whose input and output are ours. */
export async function shellIn(container: Container): Promise<Duplex> {
  const exec = await container.exec({
    Cmd: ['sh'],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
  })
  const stream = await exec.start({ hijack: true, stdin: true })
  // Whoever waits for an answer has a timer; one that nobody waits for keeps no process alive.
  if (stream instanceof Socket) stream.unref()
  return stream
}
