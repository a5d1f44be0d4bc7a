// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/theme/key_splitter.h"

#include <QElapsedTimer>

#include <optional>

namespace lanescope::panels {

class RequestDetails;
class RequestFilterBar;
class RequestsModel;
class TablePanel;

/// The requests of a run: a table of the newest with filters, and beside it the chosen one, once there is one. Threads: GUI.
class RequestsPanel : public theme::KeySplitter {
    Q_OBJECT

public:
    explicit RequestsPanel(QWidget* parent = nullptr);

    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// Chooses a request by its id, as picked elsewhere; nothing if it is not among the newest.
    void choose(std::uint32_t id);
    /// How the crawl names itself, for lines to copy.
    void setUserAgent(const QString& userAgent) { m_userAgent = userAgent; }
    /// The selected requests, a line for each.
    QString curlLines() const;

    TablePanel* table() const { return m_table; }
    RequestDetails* details() const { return m_details; }
    RequestFilterBar* filters() const { return m_filters; }

Q_SIGNALS:
    /// Where this request was on the wire is to be shown.
    void momentWanted(const lanescope::store::Request& request);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addActions();
    void divide();
    void showDetails(const std::optional<store::Request>& request);
    void copyCurl() const;
    void applyFilters();
    void refreshHosts();
    void refreshDetails();

    RequestsModel* m_model; ///< owned by m_table
    TablePanel* m_table;
    RequestFilterBar* m_filters;
    RequestDetails* m_details;
    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    bool m_isDividedByHand = false;
    QElapsedTimer m_hostsAge;
    QString m_userAgent;
};

} // namespace lanescope::panels
