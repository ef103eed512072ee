// Sets: the global `api`, for pages that load this as a classic script.

import { ApiError, createApi } from './index.ts'

Object.assign(window, { api: { ...createApi(), createApi, ApiError } })
