// Who may import whom: the drawing in .github/CONTRIBUTING.md as rules. test/architecture.test.ts plants a breach of
// each rule and expects it to bite; add a row there with every rule here.

const tests = "(^test/|\\.test\\.ts$)";
const testkit = "^src/adapter/testkit/";
const simulators = "^adapters/[^/]+/simulator(\\.ts$|/)";
/** The folders of the product's nouns: everything in src but the ones that have a rule of their own. */
const domain = "^src/(?!(adapter|api|cli|db)/|(app|main)\\.ts$)";
const builtin = ["core"];
const packages = "(^|/)node_modules/";

export default {
  forbidden: [
    {
      name: "no-cycle",
      comment: "Files that import each other can't be read, tested or moved one at a time.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "import-resolves",
      comment: "The imported file or package isn't there, or package.json doesn't list it.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "package-is-declared",
      comment:
        "Works only as long as another package happens to bring it: list it in package.json.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "production-without-dev-packages",
      comment: "An installation has no devDependencies.",
      severity: "error",
      from: { path: "^(src|adapters|config|migrations)/", pathNot: [tests, testkit, simulators] },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "production-without-tests",
      comment: "Nothing that ships may need a test or its support.",
      severity: "error",
      from: { path: "^(src|adapters|config|migrations|web)/", pathNot: tests },
      to: { path: tests },
    },
    {
      name: "kit-is-a-leaf",
      comment: "src/adapter is the public contract: it knows zod and node: and nothing of ours.",
      severity: "error",
      from: { path: "^src/adapter/", pathNot: [testkit, tests] },
      to: {
        pathNot: ["^src/adapter/(?!testkit/)", `${packages}zod/`],
        dependencyTypesNot: builtin,
      },
    },
    {
      name: "testkit-is-a-leaf",
      comment:
        "The test kit is used outside this repository too: the contract, zod, vitest and node: only.",
      severity: "error",
      from: { path: testkit, pathNot: tests },
      to: {
        pathNot: ["^src/adapter/", `${packages}(zod|vitest)/`],
        dependencyTypesNot: builtin,
      },
    },
    {
      name: "testkit-stays-in-tests",
      comment: "The hub that ships doesn't run test equipment; only the demo may, through src/cli.",
      severity: "error",
      from: { path: "^src/", pathNot: [testkit, tests, "^src/cli/"] },
      to: { path: [testkit, simulators] },
    },
    {
      name: "adapter-sees-the-kit-only",
      comment:
        'An adapter imports "switchboard/adapter" and its own files, so that it could live anywhere.',
      severity: "error",
      from: { path: "^adapters/([^/]+)/", pathNot: tests },
      to: {
        path: "^(src|adapters|config|migrations|web|test)/",
        pathNot: [
          "^adapters/$1/",
          "^src/adapter/index\\.ts$",
          "^src/adapter/testkit/(index|for-simulators)\\.ts$",
        ],
      },
    },
    {
      name: "adapter-names-the-kit",
      comment: 'Import "switchboard/adapter", never its files by path.',
      severity: "error",
      from: { path: "^adapters/", pathNot: tests },
      to: { path: "^src/", dependencyTypes: ["local"] },
    },
    {
      name: "vendor-library-in-client-only",
      comment:
        "Only client.ts (with the folder of its parts) knows the vendor's library, so a new major of it is one place's work. Where the vendor has a server, the simulator runs that.",
      severity: "error",
      from: {
        path: "^adapters/",
        pathNot: [
          tests,
          "^adapters/[^/]+/client(\\.ts$|/)",
          "^adapters/wechat/simulator(\\.ts$|/)",
        ],
      },
      to: { path: packages, pathNot: `${packages}zod/` },
    },
    {
      name: "adapters-meet-the-hub-in-app",
      comment:
        "The hub knows adapters through the contract; src/app.ts (and src/cli) hands them in.",
      severity: "error",
      from: { path: "^src/", pathNot: [tests, "^src/(app\\.ts$|cli/)"] },
      to: { path: "^adapters/" },
    },
    {
      name: "migrations-import-kysely-only",
      comment: "A migration is history: it must not change when the code of today does.",
      severity: "error",
      from: { path: "^migrations/", pathNot: tests },
      to: { pathNot: ["^migrations/", `${packages}kysely/`] },
    },
    {
      name: "config-imports-zod-only",
      comment: "Settings are read before anything else is there.",
      severity: "error",
      from: { path: "^config/", pathNot: tests },
      to: { pathNot: ["^config/", `${packages}zod/`], dependencyTypesNot: builtin },
    },
    {
      name: "api-without-database",
      comment: "A route asks the domain; it never sees a table, a query or a store.",
      severity: "error",
      from: { path: "^src/api/", pathNot: tests },
      to: {
        path: ["^src/db/", "-store\\.ts$", "^migrations/", `${packages}(kysely|libsql|mysql2)/`],
      },
    },
    {
      name: "queries-in-stores-only",
      comment:
        "SQL is built in *-store.ts, src/db and migrations; src/db has the types that others hand on.",
      severity: "error",
      from: { path: "^(src|adapters|config)/", pathNot: [tests, "^src/db/", "-store\\.ts$"] },
      to: { path: `${packages}kysely/` },
    },
    {
      name: "drivers-in-db-only",
      comment: "Dialect differences live in src/db alone.",
      severity: "error",
      from: { path: "^(src|adapters|config|migrations)/", pathNot: [tests, "^src/db/"] },
      to: { path: `${packages}(libsql|mysql2)/` },
    },
    {
      name: "db-knows-no-domain",
      comment: "src/db is below everything: kysely, the drivers, the migrations and node: only.",
      severity: "error",
      from: { path: "^src/db/", pathNot: tests },
      to: { path: "^(src|adapters|config|web)/", pathNot: "^src/(db|adapter)/" },
    },
    {
      name: "migrations-run-in-db-only",
      comment: "Only src/db runs the migrations.",
      severity: "error",
      from: { path: "^(src|adapters|config)/", pathNot: [tests, "^src/db/"] },
      to: { path: "^migrations/" },
    },
    {
      name: "domain-below-api",
      comment: "Arrows go main → app → api → domain → db, never back up.",
      severity: "error",
      from: { path: domain, pathNot: tests },
      to: { path: "^src/(api/|cli/|app\\.ts$|main\\.ts$)" },
    },
    {
      name: "http-in-api-only",
      comment: "Koa is the api's business.",
      severity: "error",
      from: { path: "^(src|adapters|config)/", pathNot: [tests, "^src/api/"] },
      to: { path: [`${packages}@koa/`, `${packages}koa(-|/)`] },
    },
    {
      name: "root-is-nobodys-import",
      comment: "Only main, the command line and tests may build the whole hub.",
      severity: "error",
      from: {
        path: "^(src|adapters|config|migrations)/",
        pathNot: [tests, "^src/(main\\.ts$|cli/)"],
      },
      to: { path: "^src/(app|main)\\.ts$" },
    },
    {
      name: "web-talks-http",
      comment: "The pages know the hub by its API only.",
      severity: "error",
      from: { path: "^web/", pathNot: tests },
      to: { path: "^(src|adapters|config|migrations)/" },
    },
  ],
  options: {
    // @swc/core reads the sources; without it the tool sees no module and finds nothing wrong with that.
    parser: "swc",
    // Nor does it read JSX: test/house-rules.test.ts looks at what the pages import.
    doNotFollow: { path: ["node_modules", "\\.tsx$"] },
    exclude: { path: "^(dist|data|coverage)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
