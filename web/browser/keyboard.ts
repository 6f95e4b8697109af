import type { Locator, Page } from 'playwright-core'

/** Somebody who never touches a mouse: everything goes through keys and the focus. */
export interface Keyboard {
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
  /** Tabs until the control has the focus. */
  reach(control: Locator): Promise<void>
  /** Reaches a field and writes into it, in place of what was there. */
  write(field: Locator, text: string): Promise<void>
  /** Reaches a button or link and presses it. */
  push(button: Locator): Promise<void>
  /** Reaches a choice and takes the option. */
  choose(choice: Locator, option: string): Promise<void>
}

const patience = 120

export function keyboardOf(page: Page): Keyboard {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const hasFocus = (control: Locator) => control.evaluate((el) => el === document.activeElement)
  const reach = async (control: Locator) => {
    await control.waitFor()
    for (let turn = 0; turn < patience; turn++) {
      if (await hasFocus(control)) return
      await press('Tab')
    }
    throw new Error(`no way to ${String(control)} by Tab`)
  }
  const current = page.locator('[role="option"][data-combobox-selected]').filter({ visible: true })
  return {
    press,
    reach,
    type: (text) => page.keyboard.type(text),
    async write(field, text) {
      await reach(field)
      await press('ControlOrMeta+a')
      await page.keyboard.type(text)
    },
    async push(button) {
      await reach(button)
      await press('Enter')
    },
    async choose(choice, option) {
      await reach(choice)
      await press('ArrowDown')
      await page.getByRole('option', { name: option, exact: true }).waitFor()
      for (let turn = 0; turn < patience; turn++) {
        if (await current.count() > 0 && await current.first().innerText() === option) {
          await press('Enter')
          // Options that came while the list was open may need one more step; people do that too.
          if (await choice.getAttribute('aria-expanded') !== 'true') return
        }
        await press('ArrowDown')
      }
      throw new Error(`no way to the option ${option}`)
    },
  }
}
