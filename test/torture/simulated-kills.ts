import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { KillPoints } from './kill-points.ts'
import { Arena } from './simulated-drill.ts'

const CHILD = fileURLToPath(new URL('./killed-child.ts', import.meta.url))

export interface SimulatedKills {
  readonly kills: number
  /** Kill points that a drill has. */
  readonly points: number
  readonly openFaults: number
  /** What was left, and where; empty when all is well. */
  readonly left: readonly string[]
}

/** Kills processes that drill the simulated environment with SIGKILL, spread evenly over its kill points. */
export async function simulatedKills({ kills }: { readonly kills: number }): Promise<SimulatedKills> {
  const points = await inFolder(async (arena) => {
    const alive = new KillPoints(0)
    await arena.drill(alive)
    return alive.reached.length
  })
  let openFaults = 0
  const left: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const killAt = 1 + Math.floor((kill * points) / kills)
    await inFolder(async (arena, folder) => {
      const { signal, stderr } = spawnSync(process.execPath, [CHILD, folder, String(killAt)], { encoding: 'utf8' })
      if (signal !== 'SIGKILL') left.push(`point ${killAt}: the process was not killed: ${stderr}`)
      openFaults += arena.world.broken.length
      if (!existsSync(arena.record.ledger)) {
        left.push(...arena.world.broken.map((component) => `point ${killAt}: ${component} without a ledger`))
        return
      }
      const remaining = await arena.rescue()
      left.push(...remaining.map(({ text }) => `point ${killAt}: ${text}`))
      left.push(...arena.world.broken.map((component) => `point ${killAt}: ${component} is broken`))
      if (readLedger(arena.record.ledger).closedBy === undefined) left.push(`point ${killAt}: the ledger is open`)
    })
  }
  return { kills, points, openFaults, left }
}

async function inFolder<Result>(work: (arena: Arena, folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-torture-'))
  try {
    return await work(new Arena(folder), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
