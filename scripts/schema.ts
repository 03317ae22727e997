import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "./generate/settings-json-schema";

writeFileSync("workmail.schema.json", settingsJsonSchema());
