// Lists: guards of the registry of login elements, of first administrators and of the element commands.
import type { Mutation } from './mutation.ts'

const guard = (folder: string, tests: string[]) => {
  return (name: string, file: string, text: string, without = ''): Mutation => ({
    name: `elements: ${name}`,
    file: `${folder}/${file}`,
    guard: text,
    without,
    tests,
  })
}

const registry = guard('src/server/elements', ['src/server/elements/elements.test.ts'])
const changing = guard('src/server/elements', ['src/server/elements/changes.test.ts'])
const running = guard('src/server', ['src/server/elements/elements.test.ts'])
const held = guard('src/server', ['src/server/directory-instances.test.ts'])
const diagnosis = guard('src', ['src/server/elements/diagnose.test.ts'])
const first = guard('src/server', ['src/server/first-administrators.test.ts'])
const command = guard('src/cli', ['src/cli/elements.test.ts'])

export const registryMutations: Mutation[] = [
  {
    name: 'registry: an app of another process is looked for before a session ends',
    file: 'src/server/signed-in.ts',
    guard: ' ?? (await instances.arrived(person.identity))',
    without: '',
    tests: ['src/server/elements/changes.test.ts'],
  },
  registry(
    'one app is one instance',
    'registry.ts',
    "    if (same !== undefined) throw new ElementRefusal('element_exists', [sameApp(fullName, same)])",
  ),
  {
    name: 'elements: a name is one instance in whatever case',
    file: 'src/server/elements/registry.ts',
    guard:
      "    if (namesake !== undefined) throw new ElementRefusal('element_exists', [sameName(fullName, namesake)])",
    without: '',
    tests: ['src/server/console/methods/methods.test.ts'],
  },
  registry(
    'a change needs what was seen',
    'registry.ts',
    "        if (row.updatedAt !== seen) throw new LarkspurError('element_changed')\n",
  ),
  registry(
    'a change is later than the one before',
    'registry.ts',
    'Math.max(clock(), updatedAt + 1)',
    'updatedAt',
  ),
  registry(
    'unknown names are looked for once a second',
    'registry.ts',
    '    if (Math.abs(now - lookedAt) < lookEveryMs) return looking\n',
  ),
  registry(
    'elements of files and settings are not changed',
    'registry.ts',
    "    throw new LarkspurError('element_read_only')",
    "    throw new LarkspurError('element_not_found')",
  ),
  registry(
    'an element that is switched off is not given out',
    'registry.ts',
    "    if (entry.state === 'disabled') throw new LarkspurError('element_disabled')\n",
  ),
  registry(
    'an element that is invalid says why',
    'registry.ts',
    "    if (entry.state === 'invalid') throw new ElementRefusal('element_invalid', entry.problems)\n",
  ),
  registry('nothing is made that cannot be used', 'registry.ts', '        await assertUsable(row)\n'),
  changing('what cannot be used is not saved', 'registry.ts', '        await assertUsable(next)\n'),
  changing(
    'one process makes an element of an app',
    'registry.ts',
    'store.create(row, number)',
    'store.create(row)',
  ),
  changing(
    'one process changes an element to an app',
    'registry.ts',
    'store.replace(next, row.updatedAt, number)',
    'store.replace(next, row.updatedAt)',
  ),
  changing(
    'a removed element ends sessions',
    'registry.ts',
    '        await endSessionsOf(app)\n      }),\n    files',
    '      }),\n    files',
  ),
  changing(
    'a made element takes no old sessions over',
    'registry.ts',
    '        await endSessionsOf(made.app)\n        if (!(await store.create',
    '        if (!(await store.create',
  ),
  changing(
    'a changed element takes no old sessions over',
    'registry.ts',
    '        await endSessionsOf(made.app)\n        if (!(await store.replace',
    '        if (!(await store.replace',
  ),
  changing('another app ends sessions of the former', 'registry.ts', '        await endSessionsOf(former)\n'),
  changing(
    'what cannot be used ends no session',
    'registry.ts',
    'setUnusable([...unusable.map((entry) => appOf(entry, variables)), ...unread])',
    'setUnusable([])',
  ),
  changing(
    'a session of what cannot be used waits',
    '../signed-in.ts',
    '    if (instance === undefined && instances.isUnusable(person.identity)) return null\n',
  ),
  changing(
    'a loader that has failed waits',
    'registry.ts',
    'const failed = loginElements.failed(entry)',
    'const failed = undefined as Composition | undefined',
  ),
  changing(
    'a test lets a loader run again',
    'registry.ts',
    '    if (loginElements.forgetFailure(known(target).resolved.fullName)) await exclusively(reload)\n',
  ),
  changing(
    'what was tried before it was kept is what runs',
    'login-elements.ts',
    '[kept.get(fullName), tried.get(fullName)]',
    '[kept.get(fullName)]',
  ),
  changing(
    'the secret goes to no other place unasked',
    'needed-anew.ts',
    'was.sentTo !== becomes.sentTo',
    'false',
  ),
  changing(
    'what no key opens needs its secret anew',
    'needed-anew.ts',
    "if (appSecret === null) problems.push(problemOf(fullName, 'appSecret', unreadable))\n    else if",
    'if',
  ),
  changing(
    'event secrets that no key opens are not dropped silently',
    'needed-anew.ts',
    "if (appSecret === null) problems.push(problemOf(fullName, 'events', unknownEvents))\n    else if",
    'if',
  ),
  changing(
    'event secrets are those of their app',
    'needed-anew.ts',
    'isOtherApp && eventSecrets !== null',
    'false',
  ),
  changing(
    'event secrets of two apps are not mixed',
    'input.ts',
    'isOtherApp ? null : before.eventSecrets',
    'before.eventSecrets',
  ),
  changing(
    'two names have two placeholders',
    'files.ts',
    "replaceAll('-', '_dash_')",
    "replaceAll('-', '_')",
  ),
  changing(
    'no placeholder stands elsewhere than in a file',
    '../../elements/config.ts',
    "file === '' ? placeholders(config) : []",
    '[]',
  ),
  {
    name: 'elements: nothing is made once something else was written',
    file: 'src/storage/sql/elements/elements.ts',
    guard: 'version === undefined || (await versionOf(db)) === version',
    without: 'true',
    tests: ['src/storage/sql/elements-and-logs.test.ts'],
  },
  {
    name: 'elements: sessions of one app end, and of no other',
    file: 'src/storage/sql/sessions.ts',
    guard: ".where('brand', '=', brand).where('app_id', '=', appId)",
    without: ".where('app_id', '=', appId)",
    tests: ['src/storage/sql/stores.test.ts'],
  },
  registry(
    'a Type that fails spoils its instance',
    'registry.ts',
    '        if (composed.problems.length > 0) spoil(entry, composed.problems)\n',
  ),
  registry(
    'an app is closed after what began with it',
    'apps.ts',
    '    const left = underWay\n      .ended()\n',
    '    const left = Promise.resolve()\n',
  ),
  registry('an unchanged app goes on', 'apps.ts', 'one?.fingerprint === fingerprint', 'false'),
  registry(
    'new secrets are hidden from the log',
    'apps.ts',
    "    hide([app.appSecret, events?.encryptKey ?? '', events?.verificationToken ?? ''])\n",
  ),
  registry('the directory of a removed app ends', 'apps.ts', '    directories.remove(name)\n'),
  registry(
    'a secret that no key opens is told',
    'plan.ts',
    'add(stored?.appSecret === null ? [unreadable(fullName)] : read.problems)',
    'add(read.problems)',
  ),
  registry(
    'a secret that is left out stays',
    'input.ts',
    '{ appSecret: anySecret, ...configOf(before), ...told }',
    '{ appSecret: anySecret, ...before.config, ...told }',
  ),
  registry('the name of an instance has a form', 'input.ts', '!instanceName.test(name)', 'false'),
  registry('the first app keeps its name', 'input.ts', 'name.toLowerCase() === defaultInstance', 'false'),
  registry('a Type is one that there is', 'input.ts', '!isType(type)', 'false'),
  registry('files have placeholders', 'files.ts', "    appSecret: placeholder('APP_SECRET'),\n"),
  running(
    'nobody signs in with what is switched off',
    'instances.ts',
    "      if (!isEnabled(found.name)) throw new LarkspurError('element_disabled')\n",
  ),
  running(
    'an unknown name is looked for',
    'instances.ts',
    '    if (!entries.has(name)) await looks.name()\n',
  ),
  running(
    'a sign-in does not end with what is switched off meanwhile',
    'routes/redirect.ts',
    'const instance = await instances.named(found.name)',
    'const instance = found',
  ),
  running('the policy knows apps that came later', 'headers.ts', 'made?.of !== all', 'made === undefined'),
  running(
    'the first app has one address for events',
    'routes/events.ts',
    'name === defaultInstance ? undefined : await',
    'await',
  ),
  diagnosis(
    'a page that is shown refuses nothing',
    'feishu/authorize-page.ts',
    'response.status >= 400 && response.status < 500',
    'true',
  ),
  diagnosis(
    'silence means something only of a page that tells',
    'server/elements/diagnose.ts',
    'other.value !== undefined && isRefusedRedirect(other.value)',
    'true',
  ),
  diagnosis(
    'the address is tried by a call that needs no permission',
    'server/elements/diagnose.ts',
    "range.error !== undefined && range.error.code !== 'ip_not_allowed'",
    'false',
  ),
  first(
    'an administrator is there already',
    'first-administrators.ts',
    " || (await roles.holders('administrator')).length > 0",
  ),
  first(
    'the identifiers are those of the first app',
    'first-administrators.ts',
    '    if (identity.brand !== brand || identity.appId !== appId) return false\n',
  ),
  first(
    'a user_id that looks like an open_id names nobody',
    'first-administrators.ts',
    ' && isUserId(userId)',
    '',
  ),
  first(
    'user_ids are named where one organisation chooses them',
    'settings.ts',
    '  if (isOne || !firstAdministrators.some(isUserId)) return []\n',
    '  return []\n',
  ),
  held(
    'a directory that is kept is the one that runs',
    'directories.ts',
    'liveDirectory(of(name), () => of(name))',
    'of(name)',
  ),
  held('an interrupted scheduled run is taken up', 'directory-schedule.ts', "code === 'aborted' || ", ''),
  command(
    'files that are there stay',
    'element-files.ts',
    '    await mkdir(folder)\n',
    '    await mkdir(folder, { recursive: true })\n',
  ),
  command(
    'a file with a secret is for its owner',
    'element-files.ts',
    "file === 'e.json' ? 0o644 : 0o600",
    '0o644',
  ),
  command('the address is not guessed', 'element-create.ts', '!io.environment.LARKSPUR_URL?.trim()', 'false'),
  command(
    'what the command line does is noted',
    'elements.ts',
    "larkspur.asCommand({ action: 'element.delete', target: fullName }, () =>\n        larkspur.elements.remove(fullName),\n      )",
    'larkspur.elements.remove(fullName)',
  ),
]
