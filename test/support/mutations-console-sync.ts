// Lists: the guards of the console's pages of synchronisation and events, each with the tests that should notice when it is out.
import type { Mutation } from './mutation.ts'

const pages = ['src/server/console/sync/sync.test.ts']
const background = ['src/server/console/sync/background.test.ts']
const folder = 'src/server/console/sync'

export const consoleSyncMutations: Mutation[] = [
  {
    name: 'console-sync: a-late-refusal-is-remembered',
    file: `${folder}/background.ts`,
    guard: 'if (!isAwaited && one.report === undefined) remember(app, error)',
    without: '',
    tests: background,
  },
  {
    name: 'console-sync: a-refusal-that-was-told-is-not-remembered',
    file: `${folder}/background.ts`,
    guard: '!isAwaited && ',
    without: '',
    tests: background,
  },
  {
    name: 'console-sync: the-next-run-ends-a-refusal',
    file: `${folder}/background.ts`,
    guard: "if (closing.signal.aborted) throw new LarkspurError('aborted')\n      refusals.delete(app)",
    without: "if (closing.signal.aborted) throw new LarkspurError('aborted')",
    tests: background,
  },
  {
    name: 'console-sync: so-many-refusals-and-no-more',
    file: `${folder}/background.ts`,
    guard: 'refusals.size > mostRefusals && ',
    without: 'refusals.size > 1_000_000 && ',
    tests: background,
  },
  {
    name: 'console-sync: a-refusal-is-shown',
    file: `${folder}/overview.ts`,
    guard: 'const refusal = syncs.refusal(instance.name)',
    without: 'const refusal = undefined as Refusal | undefined',
    tests: pages,
  },
  {
    name: 'console-sync: the-role-is-asked-for-while-one-watches',
    file: `${folder}/progress.ts`,
    guard: 'heardAt = clock()\n      await requireAdministrator(c)',
    without: 'heardAt = clock()',
    tests: pages,
  },
  {
    name: 'console-sync: whoever-leaves-makes-room',
    file: `${folder}/progress.ts`,
    guard:
      "const leave = () => {\n    countOff()\n    left.abort()\n  }\n  // Also where nobody ever reads.\n  signal.addEventListener('abort', countOff, { once: true })",
    without: 'const leave = () => {\n    left.abort()\n  }\n  void countOff',
    tests: pages,
  },
  {
    name: 'console-sync: the-number-has-to-be-typed',
    file: `${folder}/removals.ts`,
    guard: 'typedNumber(fields.number) !== totalOf(found)',
    without: 'false',
    tests: pages,
  },
  {
    name: 'console-sync: only-what-waits-is-confirmed',
    file: `${folder}/removals.ts`,
    guard: "if (found.report.state !== 'waiting')",
    without: 'if (false)',
    tests: pages,
  },
  {
    name: 'console-sync: runs-of-others-are-not-stopped',
    file: `${folder}/start.ts`,
    guard: 'if (syncs.report(report.id) === undefined)',
    without: 'if (false)',
    tests: pages,
  },
  {
    name: 'console-sync: what-nobody-works-on-is-interrupted',
    file: `${folder}/find.ts`,
    guard: '(await directory.isSyncing()) ? (items[0] ?? null) : null',
    without: 'items[0] ?? null',
    tests: pages,
  },
  {
    name: 'console-sync: old-runs-are-not-continued',
    file: `${folder}/find.ts`,
    guard: 'clock() - report.startedAt >= resumableMs',
    without: 'false',
    tests: pages,
  },
  {
    name: 'console-sync: windows-of-one',
    file: `${folder}/background.ts`,
    guard: 'own >= watchersOfOne',
    without: 'false',
    tests: background,
  },
  {
    name: 'console-sync: windows-of-all',
    file: `${folder}/background.ts`,
    guard: 'every >= watchersOfAll',
    without: 'false',
    tests: background,
  },
  {
    name: 'console-sync: counted-off-once',
    file: `${folder}/background.ts`,
    guard: 'if (!isCounted) return',
    without: '',
    tests: background,
  },
  {
    name: 'console-sync: closing-interrupts',
    file: `${folder}/background.ts`,
    guard: 'for (const { stop } of all) stop.abort()',
    without: '',
    tests: background,
  },
  {
    name: 'console-sync: nothing-begins-after-closing',
    file: `${folder}/background.ts`,
    guard: "if (closing.signal.aborted) throw new LarkspurError('aborted')",
    without: '',
    tests: background,
  },
]
