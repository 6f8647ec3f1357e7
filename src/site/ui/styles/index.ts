import { admin } from './admin.ts'
import { base } from './base.ts'
import { controls } from './controls.ts'
import { frame } from './frame.ts'
import { media } from './media.ts'
import { session } from './session.ts'
import { tables } from './tables.ts'

/** The style sheet of every page, in light and dark, from the width of a phone up. */
export const styles = base + frame + controls + tables + session + admin + media
