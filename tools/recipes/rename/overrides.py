"""Members whose name a library or the language has fixed, or may have fixed."""

from tools.base import Refused
from tools.recipes.rename.changes import Changes
from tools.references.project import Code
from tools.references.target import Target
from tools.syntax.symbols import Symbol

_FRAMEWORK = ("android.", "androidx.", "com.google.android.", "java.", "javax.", "kotlin.")
"""Packages whose overridable methods `CALLBACKS` holds as far as apps override them."""

CALLBACKS = frozenset(
    "onCreate onStart onRestart onResume onPause onStop onDestroy onAttach onDetach"
    " onCreateView onViewCreated onDestroyView onActivityCreated onViewStateRestored"
    " onSaveInstanceState onRestoreInstanceState onNewIntent onPostCreate onPostResume"
    " onActivityResult onRequestPermissionsResult onBackPressed onUserLeaveHint"
    " onUserInteraction onWindowFocusChanged onConfigurationChanged onMultiWindowModeChanged"
    " onLowMemory onTrimMemory onTerminate attachBaseContext onCreateDialog onDismiss onCancel"
    " onShow onCreateOptionsMenu onPrepareOptionsMenu onOptionsItemSelected onCreateContextMenu"
    " onContextItemSelected onCreateMenu onMenuItemSelected onSupportNavigateUp"
    " onCreatePreferences onPreferenceClick onPreferenceChange onPreferenceTreeClick onDraw"
    " onMeasure onLayout onSizeChanged onFinishInflate onAttachedToWindow onDetachedFromWindow"
    " onTouchEvent onInterceptTouchEvent dispatchTouchEvent onTouch onHover onKeyDown onKeyUp"
    " onKey dispatchKeyEvent onFocusChanged onFocusChange onScrollChanged onVisibilityChanged"
    " drawableStateChanged onCreateDrawableState dispatchDraw draw invalidate performClick"
    " performLongClick onInitializeAccessibilityNodeInfo onApplyWindowInsets requestLayout"
    " generateLayoutParams generateDefaultLayoutParams checkLayoutParams computeScroll"
    " setEnabled setVisibility setOnClickListener onClick onLongClick onItemClick"
    " onItemLongClick onItemSelected onNothingSelected onCheckedChanged onEditorAction"
    " onProgressChanged onStartTrackingTouch onStopTrackingTouch beforeTextChanged onTextChanged"
    " afterTextChanged onQueryTextSubmit onQueryTextChange onRefresh onPageSelected"
    " onPageScrolled onScroll onScrolled onFling onDown onSingleTapUp onDoubleTap onScale"
    " onTabSelected onNavigationItemSelected onMenuItemClick onCreateViewHolder onBindViewHolder"
    " onViewRecycled getItemCount getItemViewType getItemId getItem getCount getView getFilter"
    " areItemsTheSame areContentsTheSame instantiateItem destroyItem isViewFromObject"
    " getPageTitle createFragment onMove onSwiped onReceive onBind onUnbind onRebind"
    " onStartCommand onHandleIntent onHandleWork onTaskRemoved onStartJob onStopJob doWork"
    " onStopped startWork onServiceConnected onServiceDisconnected onMessageReceived onNewToken"
    " onUpdate onEnabled onDisabled onDeleted query insert update delete getType openFile call"
    " onUpgrade onDowngrade onOpen onConfigure onLoadFinished onLoaderReset onCreateLoader"
    " loadInBackground onCleared onChanged onActive onInactive onLocationChanged onSensorChanged"
    " onAccuracyChanged onAnimationStart onAnimationEnd onAnimationUpdate onAnimationRepeat"
    " onAvailable onLost handleMessage doInBackground onPreExecute onPostExecute"
    " onProgressUpdate writeToParcel describeContents createFromParcel newArray"
    " handleOnBackPressed onSharedPreferenceChanged shouldOverrideUrlLoading onPageStarted"
    " onPageFinished run call get set apply accept test invoke compare compareTo equals hashCode"
    " toString clone finalize close iterator hasNext next size add remove contains read write"
    " flush skip getMessage uncaughtException".split()
)
"""Methods of the framework that apps override or implement."""


def demand_free(code: Code, target: Target) -> None:
    """Raise `Refused` for names that a library or the language has fixed."""
    for symbol in target.symbols:
        if "operator" in symbol.modifiers:
            raise Refused("fixed-name", f"`{target.label}` is an operator; its name is fixed")
        if target.kind != "member" or not _has_library_above(code, target, symbol):
            continue
        if _is_marked(symbol):
            raise Refused(
                "fixed-name",
                f"`{symbol.qualified}` overrides a member of a type outside the project",
            )
        if symbol.name in CALLBACKS or not _is_of_framework(code, symbol.owner):
            raise Refused(
                "fixed-name",
                f"`{symbol.qualified}` may override a member of a type outside the project",
            )


def mention_overrides(code: Code, target: Target, changes: Changes) -> None:
    """List the Java methods that may override one of a library, though nothing says so."""
    if target.kind != "member":
        return
    for symbol in target.symbols:
        if _has_library_above(code, target, symbol):
            reason = "it may override a member of a type outside the project"
            changes.mention(code.source(symbol.path), symbol.name_start, reason)


def _is_marked(symbol: Symbol) -> bool:
    return "override" in symbol.modifiers or "Override" in symbol.annotations


def _has_library_above(code: Code, target: Target, symbol: Symbol) -> bool:
    """Whether a type outside the project may declare the member first."""
    may_be = symbol.path.endswith(".java") and "static" not in symbol.modifiers
    marked = _is_marked(symbol)
    if symbol.visibility == "private" or not (marked or (may_be and symbol.kind == "function")):
        return False
    above = [*code.ancestors(symbol.owner), symbol.owner.rpartition(".")[0]]
    if any(name in target.owners for name in above):
        return False
    return marked or code.is_open(symbol.owner)


def _is_of_framework(code: Code, owner: str) -> bool:
    """Whether all supertypes outside the project are of the framework."""
    queue = [owner, *code.ancestors(owner)]
    parents = [parent for name in queue if code.is_type(name) for parent in code.parents(name)]
    return all(code.is_type(name) or name.startswith(_FRAMEWORK) for name in parents)
