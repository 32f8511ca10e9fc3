extension Trade {
    /// What keeps machines running.
    static let technical = [
        Trade(
            names: ["Security", "Cyber Defence", "Safe Networks"],
            phrase: "keeps intruders out and finds those who got in",
            industries: ["banking", "healthcare", "public administration", "energy"],
            products: ["firewall", "endpoint protection", "security monitoring", "password vault"],
            services: ["penetration testing", "security audit", "incident response", "awareness training"],
            solutions: ["zero trust", "managed detection", "ransomware recovery", "identity management"],
            keywords: ["security", "phishing", "ISO 27001", "SOC", "encryption"],
            needs: [
                "A penetration test before the audit", "Help after a phishing attack", "Prepare for ISO 27001",
                "Multi-factor login for everybody", "Somebody who watches our network at night",
            ], worth: 12...110),
        Trade(
            names: ["Cloud Movers", "Cloud Operations", "Hosting"],
            phrase: "moves servers to the cloud and looks after them there",
            industries: ["software", "media", "retail", "education"],
            products: ["cloud platform", "backup service", "virtual desktop", "container platform"],
            services: ["cloud migration", "managed hosting", "cost review", "architecture review", "24/7 operations"],
            solutions: ["disaster recovery", "remote work", "hybrid cloud", "data centre exit"],
            keywords: ["cloud", "migration", "backup", "Kubernetes", "uptime"],
            needs: [
                "Leave our data centre by spring", "Move 30 servers to the cloud", "Backups that were tested",
                "Virtual desktops for the new office", "Cut our cloud bill",
            ], worth: 20...140),
        Trade(
            names: ["IT Services", "Systemhaus", "Managed Office"],
            phrase: "is the IT department of companies that have none",
            industries: ["professional services", "construction", "nonprofit", "healthcare"],
            products: ["workplace bundle", "e-mail hosting", "network equipment", "telephony"],
            services: ["managed IT", "help desk", "office relocation", "network installation", "device rollout"],
            solutions: ["managed workplace", "unified communications", "office network", "remote work"],
            keywords: ["help desk", "Wi-Fi", "laptops", "telephony", "flat rate"],
            needs: [
                "IT for a new office of 25 people", "Wi-Fi that reaches the warehouse", "A help desk we can call",
                "Replace the telephone system", "60 laptops, set up and delivered",
            ], worth: 8...60),
        Trade(
            names: ["Automation", "Industrial IoT", "Machine Data"],
            phrase: "connects machines and makes sense of what they say",
            industries: ["manufacturing", "energy", "agriculture", "automotive"],
            products: ["sensor gateway", "machine monitoring", "quality camera", "energy meter"],
            services: ["retrofit", "machine connection", "process consulting", "on-site installation"],
            solutions: ["predictive maintenance", "shop floor control", "energy management", "quality inspection"],
            keywords: ["IoT", "sensors", "OPC UA", "PLC", "downtime"],
            needs: [
                "Know when a machine will fail", "Read the meters of five plants", "Cameras that see faulty parts",
                "Connect machines from three decades",
            ], worth: 30...180),
        Trade(
            names: ["Analytics", "Data House", "Insight Works"],
            phrase: "turns data into reports that people trust",
            industries: ["retail", "banking", "logistics", "healthcare"],
            products: ["data warehouse", "dashboard", "forecasting tool", "data catalogue"],
            services: ["data engineering", "report design", "data migration", "analytics training"],
            solutions: ["sales forecasting", "management reporting", "customer analytics", "data quality"],
            keywords: ["dashboards", "BI", "forecast", "KPI", "machine learning"],
            needs: [
                "One set of figures for all branches", "Forecast demand for 4,000 articles",
                "Dashboards instead of spreadsheets", "A data warehouse that our analysts can extend",
            ], worth: 20...130),
    ]
}
