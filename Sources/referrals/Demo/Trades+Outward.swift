extension Trade {
    /// What customers of customers see.
    static let outward = [
        Trade(
            names: ["Web Studio", "Digital Agency", "Interactive"],
            phrase: "designs and builds websites that load quickly",
            industries: ["hospitality", "nonprofit", "education", "professional services"],
            products: ["content management", "booking widget", "web analytics"],
            services: ["web design", "web development", "search engine optimisation", "accessibility review"],
            solutions: ["company website", "accessible website", "multilingual website"],
            keywords: ["website", "design", "SEO", "accessibility", "brand"],
            needs: [
                "A new website for a hotel", "Make our website accessible", "A website in four languages",
                "More visitors from search engines", "Bookings without telephone calls",
            ], worth: 5...50),
        Trade(
            names: ["Commerce", "Shop Systems", "Webshop Makers"],
            phrase: "opens shops on the web and ties them to the warehouse",
            industries: ["retail", "wholesale", "food and beverage", "fashion"],
            products: ["webshop", "payment gateway", "product catalogue", "point of sale"],
            services: ["shop development", "integration", "catalogue migration", "conversion review"],
            solutions: ["online shop", "B2B ordering", "click and collect", "marketplace selling"],
            keywords: ["e-commerce", "webshop", "checkout", "B2B", "omnichannel"],
            needs: [
                "A shop for our wholesale customers", "Connect the webshop to the warehouse",
                "Sell in three countries", "A checkout that fewer people leave", "Tills and webshop with one stock",
            ], worth: 12...95),
        Trade(
            names: ["Logistics Software", "Freight Systems", "Warehouse Tools"],
            phrase: "writes software for what is stored and shipped",
            industries: ["logistics", "wholesale", "automotive", "agriculture"],
            products: ["warehouse management", "route planning", "fleet tracking", "inventory management"],
            services: ["warehouse consulting", "integration", "on-site installation", "user training"],
            solutions: ["warehouse automation", "last mile delivery", "customs handling", "fleet management"],
            keywords: ["warehouse", "routes", "pallets", "barcode", "track and trace"],
            needs: [
                "Plan 80 deliveries a day", "A warehouse that counts itself", "Barcode scanners for three halls",
                "Know where our lorries are", "Customs papers without retyping",
            ], worth: 18...120),
        Trade(
            names: ["Learning", "Training Institute", "E-Learning"],
            phrase: "trains people, in rooms and on screens",
            industries: ["education", "public administration", "healthcare", "banking"],
            products: ["learning platform", "course library", "video studio"],
            services: ["user training", "course design", "awareness training", "train the trainer"],
            solutions: ["compliance training", "onboarding", "digital skills"],
            keywords: ["training", "e-learning", "workshops", "certificates", "coaching"],
            needs: [
                "Yearly compliance training for all", "Courses for new colleagues",
                "Teach 200 people the new software", "A platform for our academy",
            ], worth: 4...35),
        Trade(
            names: ["Clinic Systems", "Practice Software", "Health IT"],
            phrase: "connects practices, clinics and laboratories",
            industries: ["healthcare", "life sciences", "insurance"],
            products: ["practice management", "patient portal", "laboratory system", "video consultation"],
            services: ["system introduction", "integration", "data migration", "support desk"],
            solutions: ["electronic health record", "appointment booking", "billing of services", "telemedicine"],
            keywords: ["patients", "HL7", "practice", "appointments", "privacy"],
            needs: [
                "Appointments that patients book themselves", "New software for a practice of eight doctors",
                "Send findings without fax", "Video consultations that are private",
            ], worth: 10...85),
    ]
}
