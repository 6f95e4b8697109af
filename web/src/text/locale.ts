import { setLocale } from './format'

const key = 'throughline.locale'

/**
 * Dates and numbers follow the browser; texts are English so far. `?locale=pseudo` shows every text
 * stretched and accented, which finds what is not by id or does not fit; `?locale=off` ends it.
 */
export function chooseLocale(): void {
  const asked = new URLSearchParams(window.location.search).get('locale')
  if (asked) window.localStorage.setItem(key, asked)
  const pseudo = window.localStorage.getItem(key) === 'pseudo'
  const english = navigator.languages.find((tag) => tag.startsWith('en')) ?? 'en-GB'
  setLocale({ tag: english === 'en' ? 'en-GB' : english, pseudo })
  document.documentElement.lang = pseudo ? 'en-x-pseudo' : 'en'
}
