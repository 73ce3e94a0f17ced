import { existsSync } from 'node:fs'
import { monotonicNow } from '../../../../system/clock.ts'
import { recheckDatabase, databaseOf, resolveDatabase } from './database-target.ts'
import { databaseIsDead, databaseIsReplaced } from './database-kill.ts'
import { evidence, type LabFault } from './lab-fault.ts'

/** The standby dies, and its disk with it: only a fresh copy can take its place, and that is the failover manager's to make. */
export const standbyLose: LabFault<'standby.lose'> = {
  resolve: (lab, fault, faultIndex) => resolveDatabase(lab, fault, faultIndex, 'standby', 'replaced-by-system'),

  async inject(lab, target) {
    const database = await recheckDatabase(lab, target)
    const askedNs = monotonicNow()
    await database.destroy()
    return { askedNs, returnedNs: monotonicNow() }
  },

  async verify(lab, target) {
    const dead = await databaseIsDead(lab, target)
    const database = databaseOf(lab, target)
    if (!dead.holds || database.alive) return dead
    const gone = !existsSync(database.dataFolder)
    return evidence(gone, `${dead.text}; its data folder is ${gone ? 'gone' : 'still there'}`)
  },

  async undo() {
    // What is lost cannot be given back; a fresh copy is the system's own way, and part of what is measured.
  },

  undone: databaseIsReplaced,
}
