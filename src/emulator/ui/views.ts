// Declares: the data that each page of the emulator shows, so that operations never build HTML.

export type Language = 'zh' | 'en'

export interface PersonCard {
  openId: string
  name: string
  enName: string
  avatarUrl: string
  department: string
  jobTitle: string
  /** Empty for an active member. */
  badge: '' | 'frozen' | 'resigned' | 'not_activated' | 'exited'
}

interface Base {
  language: Language
}

/** People to choose from. */
export interface PeopleView extends Base {
  people: PersonCard[]
  search: string
  page: number
  pages: number
  total: number
  /** Where the choice leads. */
  action: string
}

/** First step of the authorize page: who are you? One form per person, so that a bare POST works. */
export interface ChooserView extends PeopleView {
  appName: string
  /** Hidden fields that every form carries (the authorize parameters). The chosen person is field `open_id`. */
  fields: Record<string, string>
}

/** Second step: consent. Posts to the same action with `decision` = `approve` or `deny`, and `scope` check boxes. */
export interface ConsentView extends Base {
  appName: string
  person: PersonCard
  /** Scopes not granted earlier. Empty = identity only. */
  scopes: { name: string; description: string }[]
  action: string
  fields: Record<string, string>
}

/** A refusal in place of a redirect, e.g. 20027 or 20029. */
export interface RefusalView extends Base {
  code: number
  message: string
  /** For 20029: what is registered and what came, side by side. */
  registered?: string[]
  received?: string
  /** For 20027: scopes that are not enabled. */
  scopes?: string[]
  logId: string
  /** Link to the console's log entry. */
  logUrl: string
}
