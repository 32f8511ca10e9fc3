extension Trade {
    /// What runs an office.
    static let office = [
        Trade(
            names: ["ERP", "Enterprise Systems", "Business Suite"],
            phrase: "introduces and looks after ERP systems",
            industries: ["manufacturing", "wholesale", "construction", "food and beverage"],
            products: ["ERP suite", "production planning", "inventory management", "purchasing portal"],
            services: ["ERP implementation", "data migration", "process consulting", "user training", "support desk"],
            solutions: ["order to cash", "procure to pay", "shop floor control", "multi-site planning"],
            keywords: ["ERP", "bill of materials", "MRP", "go-live", "legacy replacement"],
            needs: [
                "Replace an ERP system that is out of support", "ERP for a second plant",
                "Plan production across two sites", "Inventory that matches the shelves",
                "An ERP for our first factory",
            ], worth: 40...220),
        Trade(
            names: ["Ledger Works", "Accounting Systems", "Bookkeeping Software"],
            phrase: "brings accounting and payroll into order",
            industries: ["professional services", "retail", "nonprofit", "hospitality"],
            products: ["accounting software", "payroll", "expense management", "e-invoicing gateway"],
            services: ["accounting setup", "data migration", "payroll outsourcing", "user training"],
            solutions: ["month-end close", "electronic invoicing", "cash flow planning"],
            keywords: ["invoices", "VAT", "audit trail", "payroll", "chart of accounts"],
            needs: [
                "Electronic invoices before the deadline", "Payroll for 40 people", "Move our books to new software",
                "Close the month in three days", "Expense reports without paper",
            ], worth: 6...45),
        Trade(
            names: ["CRM", "Customer Systems", "Sales Cloud Consulting"],
            phrase: "sets up CRM so that salespeople use it",
            industries: ["professional services", "software", "insurance", "real estate"],
            products: ["CRM", "marketing automation", "quote builder", "customer portal"],
            services: ["CRM implementation", "data cleaning", "integration", "user training"],
            solutions: ["lead management", "partner portal", "field sales", "customer service desk"],
            keywords: ["CRM", "pipeline", "sales", "campaigns", "360 degree view"],
            needs: [
                "A CRM for a sales team of 12", "Bring three customer lists together", "Quotes in minutes, not days",
                "A portal for our customers", "Leads that nobody forgets",
            ], worth: 15...90),
        Trade(
            names: ["Document Works", "Paperless", "Records"],
            phrase: "moves paper into workflows",
            industries: ["public administration", "legal", "insurance", "healthcare"],
            products: ["document management", "electronic signature", "workflow engine", "scanning station"],
            services: ["scanning", "workflow design", "archive migration", "user training"],
            solutions: ["paperless office", "contract management", "invoice workflow", "records retention"],
            keywords: ["documents", "archive", "signature", "approval", "paperless"],
            needs: [
                "Scan 30 years of files", "Contracts signed without printers", "An approval workflow for invoices",
                "Find documents in seconds", "Retention periods kept automatically",
            ], worth: 10...70),
        Trade(
            names: ["People Systems", "HR Software", "Workforce Tools"],
            phrase: "makes software for people work",
            industries: ["healthcare", "hospitality", "retail", "logistics"],
            products: ["HR suite", "time tracking", "shift planning", "applicant tracking"],
            services: ["HR consulting", "integration", "user training", "support desk"],
            solutions: ["shift planning", "onboarding", "absence management"],
            keywords: ["HR", "shifts", "time clock", "recruiting", "leave"],
            needs: [
                "Plan shifts for 120 people", "Time tracking that satisfies the law", "Applicants in one place",
                "Onboarding without e-mail chains",
            ], worth: 8...60),
    ]
}
