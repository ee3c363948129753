// The templates as JavaScript. In a checkout there are none: they are compiled at start. The build puts its own in this place.
import type { PrecompiledTemplates } from "@seatstack/jinja";

export const templates: PrecompiledTemplates | undefined = undefined as PrecompiledTemplates | undefined;
