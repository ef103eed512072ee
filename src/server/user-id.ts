// Tells: ids that an organisation chooses from those that the platform makes.

/** Neither an open_id nor a union_id: the platform makes those, and nobody chooses one. */
export const isUserId = (id: string): boolean => !/^o[un]_/.test(id)
