/** `npm run spl -- …`: the SPL runner from its sources. `node dist/spl.cjs` is the same, built. */
import "spl-runner/main";
