// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/requests_panel.h"

#include "ui/panels/requests/request_details.h"
#include "ui/panels/requests/request_filter_bar.h"
#include "ui/panels/requests/requests_model.h"
#include "ui/panels/table_panel.h"
#include "ui/timeline/row_facts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>

#include <algorithm>
#include <set>

namespace lanescope::panels {
namespace {

constexpr qint64 kHostsRefreshMs = 1000;
constexpr std::size_t kMostHosts = 200;

} // namespace

RequestsPanel::RequestsPanel(QWidget* parent)
    : KeySplitter(Qt::Horizontal, parent)
    , m_model(new RequestsModel)
    , m_table(new TablePanel(m_model,
                             {tr("No request has been sent yet."),
                              tr("Only crawls make requests: try “Crawl the built-in site” in the gallery.")},
                             this))
    , m_filters(new RequestFilterBar(this))
    , m_details(new RequestDetails(this))
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
    m_table->addTop(m_filters);
    m_table->setFollowsEnd(true);
    m_table->stretchLastColumn();
    addWidget(m_table);
    addWidget(m_details);
    setStretchFactor(0, 3);
    setStretchFactor(1, 2);
    m_details->setMinimumWidth(270);
    m_details->hide();
    connect(this, &QSplitter::splitterMoved, this, [this] { m_isDividedByHand = true; });
    addActions();
    connect(m_filters, &RequestFilterBar::changed, this, &RequestsPanel::applyFilters);
    connect(m_table, &TablePanel::columnsGrown, this, &RequestsPanel::divide);
    connect(m_table, &TablePanel::chosen, this, [this](std::uint32_t id) {
        if (const store::Request* request = m_model->request(m_model->snapshot(), id))
            showDetails(*request);
    });
    connect(m_details, &RequestDetails::curlWanted, this, &RequestsPanel::copyCurl);
    connect(m_details, &RequestDetails::momentWanted, this, &RequestsPanel::momentWanted);
}

void RequestsPanel::resizeEvent(QResizeEvent* event)
{
    QSplitter::resizeEvent(event);
    divide();
}

// The table ends where a column does, and the picture has the rest.
void RequestsPanel::divide()
{
    if (m_details->isHidden()) {
        m_table->fitInto(width());
        return;
    }
    if (m_isDividedByHand)
        return;
    const int room = width() - handleWidth();
    const int table = m_table->fitInto(std::min(room * 3 / 5, room - m_details->minimumWidth()));
    setSizes({table, room - table});
}

// Until one is chosen the table has all the room.
void RequestsPanel::showDetails(const std::optional<store::Request>& request)
{
    m_details->setRequest(request);
    if (m_details->isHidden() != request.has_value())
        return;
    m_details->setVisible(request.has_value());
    divide();
}

void RequestsPanel::addActions()
{
    auto* curl = new QAction(tr("Copy as curl"), m_table->table());
    curl->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    curl->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(curl, &QAction::triggered, this, &RequestsPanel::copyCurl);
    m_table->table()->addAction(curl);
    auto* show = new QAction(tr("Show on the timeline"), m_table->table());
    connect(show, &QAction::triggered, this, [this] {
        if (const auto& request = m_details->request())
            Q_EMIT momentWanted(*request);
    });
    m_table->table()->addAction(show);
}

QString RequestsPanel::curlLines() const
{
    QStringList lines;
    for (const std::uint32_t id : m_table->selectedKeys()) {
        if (const store::Request* request = m_model->request(m_model->snapshot(), id))
            lines << curlCommand(request->url, m_userAgent);
    }
    // The chosen one may have left the table.
    if (lines.isEmpty() && m_details->request())
        lines << curlCommand(m_details->request()->url, m_userAgent);
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

void RequestsPanel::copyCurl() const
{
    if (const QString lines = curlLines(); !lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines);
}

void RequestsPanel::applyFilters()
{
    const RequestCriteria criteria = m_filters->criteria();
    if (criteria.isAny()) {
        m_table->setFilter(m_filters->words(), {});
        return;
    }
    m_table->setFilter(m_filters->words(), [this, criteria](std::uint32_t id) {
        const store::Request* request = m_model->request(m_model->snapshot(), id);
        return request && criteria.matches(*request);
    });
}

void RequestsPanel::setSnapshot(const store::SnapshotPtr& snapshot)
{
    const bool another = snapshot->beginNs != m_snapshot->beginNs;
    m_snapshot = snapshot;
    m_table->setSnapshot(snapshot);
    if (another)
        showDetails(std::nullopt);
    if (another || !m_hostsAge.isValid() || m_hostsAge.elapsed() >= kHostsRefreshMs)
        refreshHosts();
    refreshDetails();
}

void RequestsPanel::refreshHosts()
{
    m_hostsAge.start();
    std::set<std::string_view> hosts;
    for (const auto* requests : {&m_snapshot->requests->onTheWire, &m_snapshot->requests->recent}) {
        for (const store::Request& request : *requests) {
            if (hosts.size() < kMostHosts)
                hosts.insert(requestHost(request.url));
        }
    }
    hosts.erase(std::string_view());
    QStringList names;
    for (const std::string_view host : hosts)
        names << timeline::toQString(host);
    m_filters->setHosts(names);
}

// What comes after the end of a request, parsing, is told later.
void RequestsPanel::refreshDetails()
{
    const auto& shown = m_details->request();
    const store::Request* now = shown ? m_model->request(*m_snapshot, shown->id) : nullptr;
    if (now && (shown->now || (now->startNs == shown->startNs && now->phaseNs != shown->phaseNs)))
        m_details->setRequest(*now);
}

void RequestsPanel::choose(std::uint32_t id)
{
    const store::Request* request = m_model->request(m_model->snapshot(), id);
    if (!request)
        return;
    m_table->select(id);
    showDetails(*request);
}

} // namespace lanescope::panels
